/** Processor time in milliseconds: a neighbour's work does not count. */
function spent(work: () => unknown): number {
  const since = process.cpuUsage();
  try {
    work();
  } catch {
    // A text that is refused has been read as well.
  }
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
const best = (work: () => unknown): number => Math.min(...[1, 2, 3].map(() => spent(work)));

/** In UTF-16 units. At the second length quadratic time shows: as many steps as its square take a tenth of a second and more. */
const LENGTHS = [8_000, 16_000] as const;
/** Milliseconds. What takes less is not compared: such times are of the machine and not of the text. */
const FAST = 25;
const MOST = 3;

/** Whether twice the text takes at most three times as long. Where it seems not to, it is tried again, and with longer texts, before that is said. */
export function isLinear(read: (text: string) => unknown, make: (length: number) => string): boolean {
  let [short, long] = LENGTHS as readonly [number, number];
  for (let tries = 0; tries < 3; tries++) {
    const [one, two] = [make(short), make(long)];
    const time = spent(() => read(two));
    if (time < FAST || time <= MOST * spent(() => read(one))) return true;
    if (best(() => read(two)) <= MOST * best(() => read(one))) return true;
    [short, long] = [long, 2 * long];
  }
  return false;
}

/**
 * Seats people, each at most once, in as many seats as can be filled (augmenting paths). `takes[i]` is who may have seat
 * i. Answers who sits there, or undefined where nobody is left.
 */
export function seat(takes: readonly (readonly string[])[]): readonly (string | undefined)[] {
  const seatOf = new Map<string, number>();
  const fill = (seat: number, tried: Set<string>): boolean =>
    (takes[seat] ?? []).some((person) => {
      if (tried.has(person)) return false;
      tried.add(person);
      const taken = seatOf.get(person);
      if (taken !== undefined && !fill(taken, tried)) return false;
      seatOf.set(person, seat);
      return true;
    });
  takes.forEach((_, seat) => void fill(seat, new Set()));
  const seated = new Map([...seatOf].map(([person, seat]) => [seat, person]));
  return takes.map((_, seat) => seated.get(seat));
}

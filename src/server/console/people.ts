import type { Shown } from "../../desk/look.js";

/** A person's name where the page knows it, else their id; the one who reads is told so. */
export function nameIn({ agreement, you }: Pick<Shown, "agreement" | "you">, id: string): string {
  const voters = agreement.flatMap(({ people }) => (people === "unknown" ? [] : people));
  const name = voters.find((one) => one.id === id)?.name ?? (you.id === id ? you.name : undefined) ?? id;
  return you.id === id ? `${name} (you)` : name;
}

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

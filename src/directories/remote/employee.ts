/**
 * What a person's id is where accounts are linked: the number that their employer gave them, which an administrator or a
 * system of record writes. Never a name, and never a mail address: people change those themselves, and nobody vouches for
 * the one in a profile (Entra's `mail` need not be of a verified domain: learn.microsoft.com, "Migrate away from using
 * email claims").
 */
export const EMPLOYEE_IDS = "employee numbers";
const PREFIX = "employee:";
const LONGEST = 64;
/** So many digits are looked for with zeros in front. */
const LONGEST_PADDED = 12;

/**
 * An employee number as every directory is to have it: in lower case, and digits alone without zeros in front.
 * `undefined` for what is none, or could be written in more ways than are looked for: spaces, mixed case, no digit.
 */
export function employeeOf(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > LONGEST || !/[1-9]/.test(value)) return undefined;
  if (!/^(?:[a-z0-9._-]+|[A-Z0-9._-]+)$/.test(value)) return undefined;
  if (!/^\d+$/.test(value)) return value.toLowerCase();
  const digits = value.replace(/^0+/, "");
  return digits.length < value.length && value.length > LONGEST_PADDED ? undefined : digits;
}

/** All ways in which a directory may have written a number that `employeeOf` gave. */
export function spellingsOf(employee: string): readonly string[] {
  if (!/^\d+$/.test(employee)) return [...new Set([employee, employee.toUpperCase()])];
  const padded = Math.max(0, LONGEST_PADDED - employee.length);
  return Array.from({ length: padded + 1 }, (_, zeros) => "0".repeat(zeros) + employee);
}

export const personIdOf = (employee: string): string => PREFIX + employee;
/** The number in a person's id, as `employeeOf` gives it; `undefined` where the id is of another kind. */
export function employeeIn(id: string): string | undefined {
  const number = id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
  return number !== undefined && employeeOf(number) === number ? number : undefined;
}

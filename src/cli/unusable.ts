/** The command was not used as it must be, or a file that it needs cannot be read: exit 2, with what to do. */
export class Unusable extends Error {}

/** Why a file cannot be read: that it is not there, or the system's word. */
export function reason(error: unknown): string {
  if (!(error instanceof Error && "code" in error)) return "it is not readable";
  return error.code === "ENOENT" ? "there is no such file" : String(error.code);
}

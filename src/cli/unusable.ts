/** The command was not used as it must be, or a file that it needs cannot be read: exit 2, with what to do. */
export class Unusable extends Error {}

/** Why a file cannot be read, in the system's word. */
export const reason = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "it is not readable";

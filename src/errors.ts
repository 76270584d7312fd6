/** The facts that each code carries, beside those of every error. */
export interface Facts {
  input: { issues: readonly Issue[] };
  /** `actor`: someone in the chain is not exactly one person. */
  denied: { by: "policy" | "people" | "guardrail" | "actor" | "budget"; rules: readonly string[]; requestId?: string };
  unsatisfiable: { eligible: number; needed: number; missing: readonly string[] };
  /**
   * `state`: it waits for people, for a process to start it, or for its outcome. `retryAt`: look again then, by this machine's
   * clock; `expiresAt`: until when people may decide, by the store's.
   */
  pending: {
    requestId: string;
    key: string;
    url?: string;
    state: "pending" | "approved" | "executing";
    retryAt: Date;
    expiresAt: Date;
  };
  /** `after`: it was approved, and that was not used in time; else nobody decided. */
  expired: { requestId: string; after?: "approval" };
  /** `changed`: the action is another than the one that people were asked about. */
  cancelled: { requestId?: string; changed?: "action" };
  /** The same key with another call: nothing of the other call is told. */
  conflict: { key: string };
  /** `cause`: the body's own error; re-made and masked where a mask or output guardrail applies. `told`: its text for the model. */
  failed: { cause: unknown; requestId?: string; told?: string };
  /** `why`: rules let none of it leave; it was not kept for who asks again; or what became of it was found out later. */
  withheld: { requestId?: string; why: "policy" | "not_kept" | "found_out_later" };
  /** Without a request where policy allowed the call. `cause`: what a body threw that does not know what it did. */
  unknown: { requestId?: string; cause?: unknown };
  unavailable: { part: "store" | "audit" | "policy" | "directory" | "gather" | "schema" | "judge"; cause: unknown };
}
export interface Issue {
  readonly message: string;
  readonly path: string;
}
/** What happened to a call that gave no result. */
export type Code = keyof Facts;
export type Executed = "no" | "yes" | "unknown";

/** Every error of this package. `message` never holds arguments, results or a body's own message. */
export type CountersignError<C extends Code = Code> = {
  [K in C]: Error & {
    code: K;
    action: string;
    callId: string;
    reason: string;
    executed: Executed;
    /** What a model is to be told: what happened, whether it ran, and whether to try again. */
    forModel(): string;
  } & Readonly<Facts[K]>;
}[C];

/** Which call an error is about. */
export interface About {
  readonly action: string;
  readonly callId: string;
}

const BRAND = Symbol.for("countersign.error");

const EXECUTED: Record<Code, Executed> = {
  input: "no",
  denied: "no",
  unsatisfiable: "no",
  pending: "no",
  expired: "no",
  cancelled: "no",
  conflict: "no",
  failed: "yes",
  withheld: "yes",
  unknown: "unknown",
  unavailable: "no",
};

const INVALID = "The arguments are not valid. It was not executed. Correct them and call again.";
const MODEL: Record<Code, string> = {
  input: INVALID,
  denied: "Denied. It was not executed. Do not try again with the same arguments.",
  unsatisfiable: "Nobody who could approve this is available. It was not executed. Do not try again.",
  pending: "It waits for people to decide. It was not executed yet. Call again later with the same arguments.",
  expired: "Nobody decided in time. It was not executed. You may ask again.",
  cancelled: "The call was cancelled. It was not executed. Do not try again unless you are asked to.",
  conflict: "This call id was used for another call. It was not executed. Make a new call.",
  failed: "It was executed and failed. Do not assume that nothing happened; do not repeat it without being asked.",
  withheld: "It was executed. Its result is withheld. Do not run it again.",
  unknown: "It started and its result was lost. Do not run it again; a person must settle it.",
  unavailable: "It cannot be decided right now. It was not executed. You may try again later.",
};

/** What a code is told as by one of its facts. */
const BY_FACT: Partial<Record<Code, Readonly<Record<string, string>>>> = {
  denied: {
    budget:
      "Too many requests wait for people already. It was not executed. You may try again later, when some are decided.",
  },
  pending: {
    approved: "It is approved, and was not executed yet. Call again with the same arguments, and it is.",
  },
  expired: {
    approval: "It was approved, and not used in time. It was not executed. You may ask again.",
  },
  cancelled: {
    action: "The action was changed since people were asked. It was not executed. You may ask again.",
  },
  withheld: {
    not_kept: "It was executed. Its result was not kept. Do not run it again.",
    found_out_later: "It was executed, as was found out later. Its result was lost. Do not run it again.",
  },
};
/** Which fact that is. */
const FACT: Partial<Record<Code, string>> = {
  denied: "by",
  pending: "state",
  expired: "after",
  cancelled: "changed",
  withheld: "why",
};
const byFact = (code: Code, facts: object): string | undefined =>
  BY_FACT[code]?.[String((facts as Readonly<Record<string, unknown>>)[FACT[code] ?? ""])];
/** Where `executed` differs from what the code says. */
const OTHERWISE: Record<Executed, string> = {
  no: "It was not executed. You may try again later.",
  yes: "It was executed, but what became of it cannot be told. Do not run it again.",
  unknown: "It is not known whether it was executed. Do not run it again; a person must settle it.",
};
/** The same for a code of which only this can be: it waits for a run, not for people. */
const STARTED: Partial<Record<Code, string>> = {
  pending: "It has started, and its outcome is not known yet. Call again later with the same arguments.",
};

/** Makes an error of a code with its facts. `executed` only where it differs from what the code says. */
export function failure<C extends Code>(
  code: C,
  about: About,
  reason: string,
  facts: Facts[C],
  executed: Executed = EXECUTED[code],
): CountersignError<C> {
  const plain = byFact(code, facts) ?? MODEL[code];
  const text = executed === EXECUTED[code] ? plain : (STARTED[code] ?? OTHERWISE[executed]);
  const why = SPOKEN.has(code) && reason ? `${text} Reason: ${reason}` : text;
  const told = "told" in facts && facts.told ? `${why} The tool says: ${facts.told}` : why;
  return made(code, about, reason, { ...facts, executed }, told);
}

const SPOKEN: ReadonlySet<Code> = new Set(["denied", "cancelled", "input", "unsatisfiable"]);

/** What a model cannot mend: it would only try again. */
const UNFIT = "The tool is not set up right. It was not executed. Do not try again.";
const NO_CALL: About = { action: "", callId: "" };

/**
 * A configuration or option that cannot work: code `input`, with the place and the cure. `by`: whose mistake it is; a model
 * is told to correct only its own.
 */
export function misuse(
  path: string,
  message: string,
  { about = NO_CALL, by = "developer" }: { about?: About; by?: "developer" | "model" } = {},
): CountersignError<"input"> {
  const reason = `${path}: ${message}`;
  const facts = { issues: [{ path, message }], executed: "no" } as const;
  return made("input", about, reason, facts, `${by === "model" ? INVALID : UNFIT} Reason: ${reason}`);
}

/** Apart from what each code says, so that an adapter that only refuses misuse does not carry all of it. */
function made<C extends Code>(
  code: C,
  about: About,
  reason: string,
  facts: Facts[C] & { readonly executed: Executed },
  told: string,
): CountersignError<C> {
  const error = new Error(`${about.action || "countersign"}: ${code}: ${reason}`) as Error & Record<string, unknown>;
  error.name = "CountersignError";
  Object.defineProperty(error, BRAND, { value: true });
  Object.assign(error, { code, ...about, reason, ...facts });
  Object.defineProperty(error, "forModel", { value: () => told });
  return error as unknown as CountersignError<C>;
}

/** The same error, of the call that met it: parts that serve many calls do not know which. */
export function ofCall(error: unknown, about: About): unknown {
  if (!isCountersignError(error) || error.action !== "") return error;
  const { name: _, code, action: __, callId: ___, reason, ...facts } = error;
  return made(code, about, reason, facts as never, error.forModel());
}

/** True for an error of this package, also one of another copy of it; with `code`, only for that code. */
export function isCountersignError<C extends Code = Code>(error: unknown, code?: C): error is CountersignError<C> {
  if (!(error instanceof Error) || !(BRAND in error)) return false;
  return code === undefined || (error as Error & { code?: unknown }).code === code;
}

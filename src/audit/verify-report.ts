/**
 * What is wrong. `signature`: nobody trusted signed it; `review`, `digest`, `self-approval`, `twice`: what was executed was
 * not approved so; `unreadable`: it is no file, or one that cannot be read.
 */
export type ProblemKind =
  | "altered"
  | "missing"
  | "reordered"
  | "duplicated"
  | "cut"
  | "forked"
  | "signature"
  | "review"
  | "digest"
  | "self-approval"
  | "twice"
  | "unreadable";

export interface Fault {
  readonly kind: ProblemKind;
  readonly text: string;
}

/** Something wrong at a line, of which file the caller knows. */
export interface Place extends Fault {
  /** From 1; 0 in a store, and of a file as a whole. */
  readonly line: number;
}

/** The first place where something is wrong. */
export interface Problem extends Place {
  /** The name that the log, or the remembered checkpoint, was given with. */
  readonly log: string;
  /** What `line` counts in: the log, its checkpoints, or a remembered checkpoint. In a store there are no lines. */
  readonly file: "log" | "checkpoints" | "remembered" | "store";
}

export interface LogReport {
  readonly name: string;
  /** The writer, as its events name it; undefined for an empty log. */
  readonly source: string | undefined;
  readonly events: number;
  /** So many events from the first are what a trusted key signed. */
  readonly covered: number;
  /** Checkpoints that a trusted key signed and that fit. */
  readonly checkpoints: number;
  /** RFC 7638 thumbprints of the keys that signed them. */
  readonly keys: readonly string[];
  /** `closed`: the last event says so, and is signed. Else nobody can know from the log alone whether more was written. */
  readonly state: "closed" | "open-ended";
  /** Executions of asked calls whose digest is the one that was approved. */
  readonly digests: number;
  /** RFC 7638 thumbprints of the desks' keys that its reviews were believed by, and that only the log itself names. */
  readonly seals: readonly string[];
  /** Records of the store that its process found forged, or set back, and ended: nothing ran by them. */
  readonly disbelieved: number;
  /** Bytes after the last whole line: a crash leaves them. */
  readonly torn: number;
}

export interface Report {
  readonly logs: readonly LogReport[];
  /** None: nothing was found wrong. In each log the first place comes first. */
  readonly problems: readonly Problem[];
  /** Of every execution in the logs that has a request, as far as their lines can be trusted: its id. */
  readonly executed: ReadonlySet<string>;
}

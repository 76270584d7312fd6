/** One recorded event. `line` is the CloudEvents line: RFC 8785 canonical JSON, without the newline. */
export interface SignedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly line: string;
  readonly signature?: string;
}

/** Where copies go. Resolves when durable; at least once, dedupe on (source, id). */
export interface Sink {
  /** `checkpoint`: the signed note that covers the batch. */
  write(events: readonly SignedEvent[], checkpoint?: string): Promise<void>;
  close?(): Promise<void>;
}

/** The sink that must answer before a body starts. One writer holds it. */
export interface Log extends Sink {
  /** What that writer left, oldest first, one line each without newline. Absent: each start is a new log. */
  resume?(): AsyncIterable<string>;
  /**
   * The last signed note that it was given, undefined where it holds none; asked before `resume`. A log that resumes needs
   * it: what it gives back is believed only as far as this note signs it.
   */
  lastCheckpoint?(): Promise<string | undefined>;
}

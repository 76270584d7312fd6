/** Texts of one kind: those that a detector should find something in, by what it is, and those that it should let pass. */
export interface Labelled {
  readonly bad: Readonly<Record<string, readonly string[]>>;
  readonly fine: readonly string[];
}

import type { Issue } from "../errors.js";
import { type Fault, readData } from "./policy-file.js";
import { faultLines } from "./policy-print.js";
import { uncoloured } from "./print.js";
import { Unusable } from "./unusable.js";

/** What a file holds, and how to say what is wrong with it, with line and column. */
export interface Data {
  readonly data: unknown;
  refused(issues: readonly Issue[]): Unusable;
}

/** Reads YAML or JSON. @throws Unusable when it cannot be read, or would not mean what it says */
export async function dataIn(file: string, what: string): Promise<Data> {
  const refused = (faults: readonly Fault[]) =>
    new Unusable([`${what} is refused`, ...faultLines({ file, faults }, uncoloured)].join("\n"));
  const read = await readData(file, what);
  if (read.state === "faulty") throw refused(read.faults);
  const { data, place } = read;
  return {
    data,
    refused: (issues) => refused(issues.map(({ path, message }) => ({ ...place(path), path, message }))),
  };
}

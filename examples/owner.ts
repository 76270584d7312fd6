import { createPublicKey } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "countersign/local";

/** The owner's copy of the public key of a folder, taken before the agent starts, and kept where the agent cannot write. */
export function keptKey(folder: string): string {
  const { publicJwk } = local(folder).audit.signer; // makes the key where there is none
  const path = join(mkdtempSync(join(tmpdir(), "countersign-owner-")), "public.pem");
  const key = createPublicKey({ key: { ...publicJwk }, format: "jwk" });
  writeFileSync(path, key.export({ type: "spki", format: "pem" }));
  return path;
}

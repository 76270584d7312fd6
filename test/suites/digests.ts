import { digest, type Json } from "../../src/canonical.js";
import { check, type Test } from "../../src/testing/check.js";
import vectors from "../fixtures/digests.json" with { type: "json" };

/** Digests of JSON values, made by another implementation of SHA-256 from the texts that RFC 8785's authors give. */
export function suite(test: Test): void {
  for (const { name, input, sha256 } of vectors)
    test(`the digest of a JSON value: ${name}`, async () => {
      const found = digest(input as Json);
      check(found === sha256, `${found} is not ${sha256}`);
    });
}

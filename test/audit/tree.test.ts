import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createTree, leafHash, rootOf } from "../../src/audit/tree.js";

/** Certificate Transparency's reference tree: transparency-dev/merkle, testonly/constants.go. All bytes are ASCII. */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const sha = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 6962 §2.1, word for word: split at the largest power of two below the size. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha("");
  if (leaves.length === 1) return leaves[0] as Buffer;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

test("the roots of the Certificate Transparency reference tree come out at every size", () => {
  const tree = createTree();
  const roots = [tree.root()];
  for (const leaf of LEAVES) {
    tree.push(leafHash(Buffer.from(leaf, "hex").toString("latin1")));
    roots.push(tree.root());
  }
  expect(roots).toEqual(ROOTS);
});

test("a leaf hash is SHA-256 of a zero byte and the line in UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (line) => {
      expect(leafHash(line)).toBe(sha(Buffer.of(0), Buffer.from(line, "utf8")).toString("hex"));
    }),
  );
});

test("the root is that of the recursive definition, whatever was asked in between", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 70 }), (hashes) => {
      const leaves = hashes.map((hash) => Buffer.from(hash));
      const tree = createTree();
      for (const [i, leaf] of leaves.entries()) {
        tree.push(leaf.toString("hex"));
        expect(tree.size).toBe(i + 1);
        expect(tree.root()).toBe(naiveRoot(leaves.slice(0, i + 1)).toString("hex"));
      }
      expect(rootOf(leaves.map((leaf) => leaf.toString("hex")))).toBe(naiveRoot(leaves).toString("hex"));
    }),
    { numRuns: 30 },
  );
});

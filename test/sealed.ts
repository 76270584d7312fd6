import type { Asked } from "../src/approval/request.js";
import type { ReviewPayload, Sealed } from "../src/approval/review.js";
import { sealsOf } from "../src/approval/seal.js";
import { askedStatement, reviewStatement } from "../src/approval/statements.js";
import type { NewRow } from "../src/approval/store.js";
import type { Json, Signer } from "../src/index.js";
import { testSigner } from "../src/testing/test-signer.js";

const { seal: sealing } = sealsOf(() => []);

/** Another request that asks the same, as a guard with the test signer's key seals it. */
export async function likeIt(like: NewRow, place: Pick<NewRow, "id" | "key">): Promise<NewRow> {
  const asked = like.request as unknown as Asked;
  const seal = await sealing(askedStatement({ ...like, ...place }, asked), testSigner());
  return { ...like, ...place, request: { ...asked, seal } as unknown as Json };
}

/** A review as a desk with this key seals it. */
export const seal = async (signer: Signer, payload: ReviewPayload): Promise<Sealed> => ({
  payload,
  ...(await sealing(reviewStatement(payload), signer)),
});

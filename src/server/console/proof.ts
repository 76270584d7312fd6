import type { Proof } from "../../people/person.js";

const NEEDS: Record<Proof, string | undefined> = {
  L0: undefined,
  L1: undefined,
  L2: "a new sign-in",
  L3: "a passkey",
  L4: "an own key",
};

/** What a decision needs beside being signed in; nothing for L1. */
export const proofNeeded = (proof: Proof): string | undefined => NEEDS[proof];

const GIVEN: Record<Proof, string> = {
  L0: "no proof",
  L1: "signed in",
  L2: "new sign-in",
  L3: "passkey",
  L4: "own key",
};

/** How somebody proved who they are. */
export const proofGiven = (proof: Proof): string => GIVEN[proof];

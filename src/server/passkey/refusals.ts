import type { Place } from "../sign-in.js";
import type { Settings } from "./options.js";
import { messagePage } from "./pages.js";

/** The desk is not where its passkeys are, or does not know where it is. */
export const atWrongAddress = (place: Place, { rpId }: Settings): Response =>
  messagePage(place, {
    status: 500,
    title: "Passkeys do not work here",
    text: `This desk keeps passkeys for ${rpId}, and its own address is not known to be there. Whoever runs it must set its url to an address at or under ${rpId}. Nothing was recorded.`,
  });

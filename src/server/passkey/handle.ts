import { type Bytes, digest, fromHex } from "../../canonical.js";
import type { Owner } from "./kept.js";

/** What a device keeps as the user's id (WebAuthn Level 3, §5.4.3): always the same for one identity, and not its name. */
export const handleOf = ({ issuer, subject }: Owner): Bytes => fromHex(digest(["passkey.user", issuer, subject]));

import { holdsBankAccount } from "./bank-account.js";
import { holdsCard } from "./card.js";
import { holdsIpAddress } from "./ip-address.js";
import { holdsMailAddress } from "./mail-address.js";
import { holdsPhone } from "./phone.js";

const KINDS: readonly (readonly [name: string, holds: (text: string) => boolean])[] = [
  ["an e-mail address", holdsMailAddress],
  ["a card number", holdsCard],
  ["a bank account (IBAN)", holdsBankAccount],
  ["a phone number", holdsPhone],
  ["an IP address", holdsIpAddress],
];

/** What personal data a text holds, in words. Names and addresses of streets are not known. */
export const personalIn = (text: string): string | undefined => KINDS.find(([, holds]) => holds(text))?.[0];

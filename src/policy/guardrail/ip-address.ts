import { addressOf } from "../ip.js";

const RUN = /(?<![\p{L}\p{N}_.])[0-9a-f:][0-9a-f:.]*(?![\p{L}\p{N}_])/giu;
const LONGEST = 64;

// Nobody's: this machine, any machine, all machines.
const NOBODY = /^(?:127\..*|0\.0\.0\.0|255\.255\.255\.\d+|::1?)$/;
// So that "Face::Add" of a program and the time "12::30" are none.
const BEGINS_V6 = /^(?:::|[0-9a-f]{3,4}:|64:)/i;

/** Whether a text holds an IP address, with or without a port, prefix or zone. A version of three numbers is none. */
export function holdsIpAddress(text: string): boolean {
  for (const [run] of text.matchAll(RUN)) if (run.length <= LONGEST && isIp(run)) return true;
  return false;
}

function isIp(run: string): boolean {
  const text = run.replace(/\.$|(?<!:):$/, "");
  if (!text.includes(".") && !text.includes(":")) return false;
  const without = /^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(":")) : text.replace(/^:(?!:)/, "");
  if (NOBODY.test(without) || addressOf(without) === undefined) return false;
  return !without.includes(":") || (BEGINS_V6.test(without) && /\d/.test(without));
}

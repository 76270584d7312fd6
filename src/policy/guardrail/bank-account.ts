import { isIban } from "../iban.js";

const START = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?=[ .-]?[A-Z0-9])/g;

/** Length of an IBAN by country, of the registry of ISO 13616. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 " +
    "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 " +
    "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 " +
    "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

/** Whether a text holds an IBAN of the length of its country and with check digits that fit; also in groups. */
export function holdsBankAccount(text: string): boolean {
  const upper = text.toUpperCase();
  for (const { index } of upper.matchAll(START)) {
    const length = LENGTHS.get(upper.slice(index, index + 2));
    if (length !== undefined && isIban(compact(upper, index, length))) return true;
  }
  return false;
}

/** So many letters and digits from here on, over single separators; fewer where they end or do not end there. */
function compact(text: string, start: number, length: number): string {
  let found = "";
  let at = start;
  while (found.length < length && at < text.length) {
    if (/[A-Z0-9]/.test(text[at] as string)) found += text[at];
    else if (!/[ .-]/.test(text[at] as string) || !/[A-Z0-9]/.test(text[at + 1] ?? "")) return "";
    at++;
  }
  return /[A-Z0-9]/.test(text[at] ?? "") ? "" : found;
}

import { misuse } from "../../errors.js";
import type { SignIn } from "../sign-in.js";
import { covers } from "./domain.js";

/** The options of `withPasskeys`, checked, with their defaults. */
export interface Settings {
  readonly rpId: string;
  readonly tenant: string;
  readonly name: string;
  readonly origin?: string;
  readonly withoutStepUp: "refuse" | "session";
}

const OPTIONS = ["rpId", "store", "origin", "tenant", "name", "withoutStepUp"];
const WHERE = "withPasskeys";
const DOMAIN = /^[a-z0-9.-]{1,253}$/;
const ADDRESS = /^[0-9.]+$/;

/** @throws code `input` for options that cannot work. */
export function settingsOf(signIn: SignIn, given: object): Settings {
  if (typeof signIn?.who !== "function")
    throw misuse(WHERE, "the first argument is the sign-in that says who somebody is");
  for (const key of Object.keys(given ?? {}))
    if (!OPTIONS.includes(key)) throw misuse(`${WHERE}.${key}`, `unknown option: use ${OPTIONS.join(", ")}`);
  const { rpId, store, origin, withoutStepUp = "refuse", ...texts } = { ...given } as Record<string, unknown>;
  if (typeof rpId !== "string" || !DOMAIN.test(rpId) || ADDRESS.test(rpId))
    throw misuse(
      `${WHERE}.rpId`,
      'give a domain in lower case, without scheme or port: "review.acme.com", "localhost"',
    );
  if (typeof (store as { compareAndSet?: unknown } | undefined)?.compareAndSet !== "function")
    throw misuse(`${WHERE}.store`, "give the store that keeps the passkeys");
  if (withoutStepUp !== "refuse" && withoutStepUp !== "session")
    throw misuse(`${WHERE}.withoutStepUp`, 'use "refuse" or "session"');
  return {
    rpId,
    withoutStepUp,
    tenant: textOf(texts["tenant"] ?? "default", "tenant"),
    name: textOf(texts["name"] ?? "countersign", "name"),
    ...(origin !== undefined && { origin: checkedOrigin(origin, rpId) }),
  };
}

function textOf(value: unknown, option: string): string {
  if (typeof value === "string" && value !== "" && value.length <= 128) return value;
  throw misuse(`${WHERE}.${option}`, "give a text of 1 to 128 characters");
}

function checkedOrigin(origin: unknown, rpId: string): string {
  const url = typeof origin === "string" && URL.canParse(origin) ? new URL(origin) : undefined;
  if (!url || url.origin !== origin)
    throw misuse(`${WHERE}.origin`, 'give scheme and host, and nothing behind them: "https://review.acme.com"');
  if (covers(rpId, url.hostname)) return origin;
  throw misuse(`${WHERE}.origin`, `passkeys of ${rpId} cannot be used there: give an origin at or under that domain`);
}

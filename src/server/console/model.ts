import type { Act } from "../../action/act.js";
import type { Effect } from "../../action/action.js";
import type { Edited } from "../../action/edit.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Json } from "../../canonical.js";
import type { Earlier } from "../../desk/earlier.js";
import type { Shown } from "../../desk/look.js";
import type { Proof } from "../../people/person.js";

/** What every page of the console stands in. */
export interface Frame {
  /** Path of the handler, without a slash at its end; every link and form begins with it. */
  readonly base: string;
  /** The person's name, where somebody is signed in. */
  readonly who?: string;
  /** By the desk's clock, in milliseconds. */
  readonly now: number;
  /** What the forms of this page send back as `token`. */
  readonly token: string;
}

/** A refusal, or what was done, told at the top of a page. */
export interface Notice {
  readonly kind: "ok" | "warn" | "danger";
  readonly title: string;
  readonly text: string;
}

export interface InboxPage {
  readonly queue: "mine" | "open" | "decided";
  readonly items: readonly RequestMessage[];
  /** What the person filters by. */
  readonly filter: { readonly text: string; readonly effect: Effect | "" };
  /** Leads to the next page. */
  readonly next?: string;
}

/** What a person gave in a form that was not taken: shown again, with what was wrong at its field. */
export interface Given {
  readonly reason?: string;
  readonly remember?: "yes";
  /** By the name of the field: `typed`, `meant`, `reason`, `arg:PATH`. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface RequestPage {
  readonly shown: Shown;
  readonly earlier: Earlier;
  readonly act: Act;
  /** Of the digest, as `checkWords` gives them. */
  readonly words: string;
  readonly notice?: Notice;
  readonly given?: Given;
}

export interface ModifyPage {
  readonly shown: Shown;
  readonly fields: readonly Edited[];
  readonly reason: string;
  /** Errors that belong to no field. */
  readonly errors: readonly string[];
}
/** What would become of the call, before it is sent. */
export interface ConfirmPage extends ModifyPage {
  readonly draft: RequestMessage;
  /** Of the digest, as `checkWords` gives them. */
  readonly words: string;
}

/** The decision is kept and waits for its proof. */
export interface StepUpPage {
  readonly shown: Shown;
  readonly decision: "approve" | "modify";
  readonly proof: Proof;
  /** Of the digest, as `checkWords` gives them. */
  readonly words: string;
  /** Leads to the sign-in for this decision; absent once it is done. */
  readonly start?: string;
  /** For a passkey: what the browser is asked. */
  readonly challenge?: Json;
  readonly notice?: Notice;
}

/** One event of the log, with what was found of it. */
export interface Logged {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly says: string;
  readonly line: string;
  /** `signed`: by a key that this desk knows. `chained`: it has no signature of its own; checkpoints cover it. */
  readonly signature: "signed" | "chained" | "wrong";
}
export interface LogPage {
  readonly shown: Shown;
  readonly events: readonly Logged[];
  /** What was checked, as sentences. */
  readonly checks: readonly { readonly holds: "yes" | "no" | "unknown"; readonly says: string }[];
}

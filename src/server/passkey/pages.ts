import type { Json } from "../../canonical.js";
import { exact, type Html, html } from "../console/html.js";
import { solo } from "../console/solo.js";
import { pathOf } from "../sign-in/where.js";
import type { Place } from "../sign-in.js";
import type { Passkey } from "./kept.js";

/** A sentence, and where to go from it. */
export interface Message {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly back?: { readonly href: string; readonly label: string };
}

const HEADERS = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };

const page = (place: Place, title: string, body: Html, status = 200): Response =>
  new Response(solo({ base: pathOf(place), title, body }), { status, headers: HEADERS });

export const messagePage = (place: Place, { status, title, text, back }: Message): Response =>
  page(
    place,
    title,
    html`<p>${text}</p>${back && html`<p class="solo-go"><a class="btn btn-wide" href="${back.href}">${back.label}</a></p>`}`,
    status,
  );

export interface ListPage {
  /** Newest first. */
  readonly passkeys: readonly Passkey[];
  /** Leads to adding one; a text says why none can be added. */
  readonly add: { readonly href: string } | string;
}

export function listPage(place: Place, { passkeys, add }: ListPage): Response {
  const base = pathOf(place);
  const listed = passkeys.map((passkey) => item(base, passkey));
  return page(
    place,
    "Your passkeys",
    html`<p class="muted">A passkey is a key on your device. With it you sign one decision at a time, and anybody can check the signature later.</p>
${listed.length === 0 ? html`<p>You have none here.</p>` : html`<ul class="passkeys">${listed}</ul>`}
${typeof add === "string" ? html`<p>${add}</p>` : html`<p class="solo-go"><a class="btn btn-solid btn-wide" href="${add.href}">Add a passkey</a></p>`}
<p><a href="${base}/">Back to the requests</a></p>`,
  );
}

const item = (base: string, { credential, device, addedAt, usedAt }: Passkey): Html => html`<li>
<p>${device === "synced" ? "Synced between your devices" : "On one device"}: <code>${credential.slice(0, 8)}</code></p>
<p class="muted">Added ${minute(addedAt)}. ${usedAt === undefined ? "Never used." : html`Last used ${minute(usedAt)}.`}</p>
<form method="post" action="${base}/sign-in/passkeys/remove"><input type="hidden" name="passkey" value="${credential}">
<button class="btn btn-deny" type="submit" aria-label="Remove the passkey ${credential.slice(0, 8)}">Remove</button></form>
</li>`;

function minute(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

export interface AddPage {
  /** What the browser is asked, by `navigator.credentials.create`. */
  readonly creation: Json;
  readonly adding: string;
}

/** The client script fills `attestation` from `data-creation`, and submits. */
export function addPage(place: Place, { creation, adding }: AddPage): Response {
  const base = pathOf(place);
  return page(
    place,
    "Add a passkey",
    html`<p class="muted">Your device asks for its PIN, your finger or your face, and keeps the key.</p>
<noscript><p>A passkey needs JavaScript, which this browser does not run here.</p></noscript>
<form method="post" action="${base}/sign-in/passkeys/add" data-creation="${exact(JSON.stringify(creation))}" data-failed="Your device made no passkey: it did not confirm, or it has one of this desk already. Nothing was kept.">
<input type="hidden" name="adding" value="${adding}"><input type="hidden" name="attestation" value="">
<p class="solo-go"><button class="btn btn-solid btn-wide" type="submit">Create the passkey</button></p>
</form>
<p><a href="${base}/sign-in/passkeys">Back to your passkeys</a></p>`,
  );
}

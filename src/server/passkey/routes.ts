import { isProven } from "../../people/identity.js";
import { methodNotAllowed, redirect } from "../sign-in/answers.js";
import { below, pathOf } from "../sign-in/where.js";
import type { Place } from "../sign-in.js";
import { addFrom, askAdd } from "./add.js";
import { newAdding } from "./adding.js";
import { formOf } from "./form.js";
import { MOST } from "./kept.js";
import { originAt } from "./origin.js";
import { listPage, messagePage } from "./pages.js";
import type { Parts, Visit } from "./parts.js";
import { atWrongAddress } from "./refusals.js";

type Page = (parts: Parts, visit: Visit) => Promise<Response>;
type Pages = Readonly<Record<string, { readonly GET?: Page; readonly POST?: Page }>>;

const PAGES: Pages = {
  "/sign-in/passkeys": { GET: list },
  "/sign-in/passkeys/add": { GET: askAdd, POST: addFrom },
  "/sign-in/passkeys/remove": { POST: remove },
};

/** The pages of a person's own passkeys; all others are the wrapped sign-in's. */
export async function visit(parts: Parts, request: Request, place: Place): Promise<Response | undefined> {
  const { signIn, settings } = parts;
  const path = below(place);
  const pages = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (!pages) return signIn.routes?.(request, place);
  const page = pages[(request.method === "HEAD" ? "GET" : request.method) as keyof typeof pages];
  if (!page) return methodNotAllowed(Object.keys(pages).join(", "));
  const by = await signIn.who(request, place);
  if (!isProven(by)) return by;
  const origin = originAt(settings, place);
  return origin ? page(parts, { request, place, by, base: pathOf(place), origin }) : atWrongAddress(place, settings);
}

async function list({ signIn, settings, kept }: Parts, { place, by, base }: Visit): Promise<Response> {
  const passkeys = await kept.of(by);
  const add = { href: `${base}/sign-in/passkeys/add?adding=${newAdding()}` };
  if (!signIn.stepUp && settings.withoutStepUp === "refuse") return listPage(place, { passkeys, add: CLOSED });
  return listPage(place, {
    passkeys,
    add: passkeys.length < MOST ? add : `You have ${MOST}: remove one to add another.`,
  });
}

const CLOSED = "None can be added: this desk's sign-in cannot ask you to sign in again for it.";

/** A session is enough: it takes a right away and gives none. */
async function remove({ kept }: Parts, { request, place, by, base }: Visit): Promise<Response> {
  const passkey = (await formOf(request))?.get("passkey");
  const back = { href: `${base}/sign-in/passkeys`, label: "Your passkeys" };
  if (!passkey || (await kept.remove(passkey, by))) return redirect(303, back.href);
  return messagePage(place, { status: 409, title: "Not removed", text: BUSY, back });
}

const BUSY = "The passkey was used at the same moment. It is still there: try again.";

import { HttpResponse, http } from "msw";

export const DOMAIN = "acme.okta.com";
export const TOKEN = "00QCjAl4MlV-WPXM_ABCDEF-0HmjFx-vbGua";
const BASE = `https://${DOMAIN}/api/v1`;

interface User {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly transitioningToStatus?: string | null;
}
interface Group {
  readonly id: string;
  readonly type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
  readonly name: string;
  readonly members: readonly string[];
}
export interface Org {
  users: User[];
  groups: Group[];
  /** How many entries a page holds. */
  page: number;
  /** What people may do with their own `employeeNumber`, by the schema of each user type; default READ_ONLY. */
  own?: string;
}

export const userId = (name: string): string => `00u118oQYT4TB${name.padEnd(7, "0")}`;
export const groupId = (name: string): string => `00g1emaKYZTWR${name.padEnd(7, "0")}`;

/** A user as the API shows one. */
export const user = (name: string, change: Partial<User> = {}): User => ({
  id: userId(name),
  status: "ACTIVE",
  transitioningToStatus: null,
  profile: { firstName: name, lastName: "Smith", login: `${name}@acme.example`, email: `${name}@acme.example` },
  ...change,
});
export const group = (name: string, members: readonly string[], change: Partial<Group> = {}): Group => ({
  id: groupId(name),
  type: "OKTA_GROUP",
  name,
  members: members.map(userId),
  ...change,
});

/** The shape of Okta's errors. */
export const oktaError = (status: number, errorCode: string, headers: Record<string, string> = {}) =>
  HttpResponse.json(
    { errorCode, errorSummary: "", errorLink: errorCode, errorId: "oaeHwr_1", errorCauses: [] },
    { status, headers },
  );
const notFound = () => oktaError(404, "E0000007");

const shownGroup = ({ id, type, name }: Group) => ({
  id,
  created: "2015-02-06T10:11:28.000Z",
  lastUpdated: "2015-10-05T19:16:43.000Z",
  lastMembershipUpdated: "2015-11-28T19:15:32.000Z",
  objectClass: [type === "APP_GROUP" ? "okta:windows_security_principal" : "okta:user_group"],
  type,
  profile: { name, description: "" },
  _links: {},
});
const SCHEMA = "osc1162QAr8hJjTaq0g4";
/** A user alone is shown with the schema of its type, in a list without. */
const shownAlone = (one: User) => ({
  ...shownUser(one),
  _links: { schema: { href: `${BASE}/meta/schemas/user/${SCHEMA}` }, self: { href: `${BASE}/users/${one.id}` } },
});
const shownSchema = (own: string) => ({
  id: `${BASE}/meta/schemas/user/${SCHEMA}`,
  name: "user",
  definitions: {
    base: {
      id: "#base",
      type: "object",
      properties: {
        email: { title: "Primary email", permissions: [{ principal: "SELF", action: "READ_WRITE" }] },
        employeeNumber: { title: "Employee number", permissions: [{ principal: "SELF", action: own }] },
      },
    },
  },
});
/** `profile.employeeNumber eq "7" or …`, in any case of letters. */
const numbersIn = (search: string): readonly string[] =>
  [...search.matchAll(/profile\.employeeNumber eq "([^"]*)"/g)].map(([, number = ""]) => number.toLowerCase());
const shownUser = (one: User) => ({
  created: "2022-04-04T15:56:05.000Z",
  type: { id: "oty1162QAr8hJjTaq0g4" },
  credentials: { provider: { type: "OKTA", name: "OKTA" } },
  _links: {},
  ...one,
});

/** One page of a list, with the links that Okta gives. */
function paged(request: Request, items: readonly unknown[], page: number) {
  const url = new URL(request.url);
  const from = Number(url.searchParams.get("after") ?? 0);
  const links = [`<${url}>; rel="self"`];
  if (from + page < items.length) {
    url.searchParams.set("after", String(from + page));
    links.push(`<${url}>; rel="next"`);
  }
  const headers = new Headers(links.map((link) => ["link", link] as [string, string]));
  return HttpResponse.json(items.slice(from, from + page), { headers });
}

/** Okta's Users and Groups API over an organisation, in its documented shapes. */
export function oktaHandlers(org: Org) {
  const guarded =
    (answer: (request: Request, id: string) => Response) =>
    ({ request, params }: { request: Request; params: Record<string, unknown> }) =>
      request.headers.get("authorization") === `SSWS ${TOKEN}`
        ? answer(request, String(params["id"] ?? ""))
        : oktaError(401, "E0000011");
  const named = (search: string) =>
    /^profile\.name eq "((?:[^"\\]|\\.)*)"$/.exec(search)?.[1]?.replaceAll(/\\(.)/g, "$1");
  return [
    http.get(
      `${BASE}/users/:id`,
      guarded((_, id) => {
        // A login, its part before the @, and "me" (the owner of the token) are found as well.
        const found = org.users.find(
          (one) => one.id === id || String(one.profile["login"]).split("@")[0] === id || id === "me",
        );
        return found ? HttpResponse.json(shownAlone(found)) : notFound();
      }),
    ),
    http.get(
      `${BASE}/users`,
      guarded((request) => {
        const numbers = numbersIn(new URL(request.url).searchParams.get("search") ?? "");
        const has = ({ profile }: User) => numbers.includes(String(profile["employeeNumber"]).toLowerCase());
        return paged(request, org.users.filter(has).map(shownUser), org.page);
      }),
    ),
    http.get(
      `${BASE}/meta/schemas/user/:id`,
      guarded((_, id) => (id === SCHEMA ? HttpResponse.json(shownSchema(org.own ?? "READ_ONLY")) : notFound())),
    ),
    http.get(
      `${BASE}/users/:id/groups`,
      guarded((request, id) =>
        org.users.some((one) => one.id === id)
          ? paged(request, org.groups.filter(({ members }) => members.includes(id)).map(shownGroup), org.page)
          : notFound(),
      ),
    ),
    http.get(
      `${BASE}/groups/:id/users`,
      guarded((request, id) => {
        const found = org.groups.find((one) => one.id === id);
        const members = org.users.filter((one) => found?.members.includes(one.id));
        return found ? paged(request, members.map(shownUser), org.page) : notFound();
      }),
    ),
    http.get(
      `${BASE}/groups`,
      guarded((request) => {
        const name = named(new URL(request.url).searchParams.get("search") ?? "");
        if (name === undefined) return oktaError(400, "E0000031");
        const same = (one: Group) => one.name.toLowerCase() === name.toLowerCase();
        return paged(request, org.groups.filter(same).map(shownGroup), org.page);
      }),
    ),
  ];
}

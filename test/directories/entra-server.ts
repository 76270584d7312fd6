import { HttpResponse, http } from "msw";

export const TENANT = "11111111-aaaa-4aaa-8aaa-000000000001";
export const CLIENT = "22222222-bbbb-4bbb-8bbb-000000000002";
export const SECRET = "kY~8Q.secret+/=";
const SERVICE = "33333333-cccc-4ccc-8ccc-000000000003";
const GRAPH = "https://graph.microsoft.com/v1.0";

/** An object id made of a short name. */
export const oid = (name: string): string =>
  `${Buffer.from(name).toString("hex").padEnd(8, "0").slice(0, 8)}-0000-4000-8000-${Buffer.from(name).toString("hex").padStart(12, "0").slice(0, 12)}`;

type Fields = Readonly<Record<string, unknown>>;
interface Group {
  readonly id: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}
export interface Tenant {
  users: Fields[];
  services: Fields[];
  groups: Group[];
  /** The app roles of the application, and who has them. */
  roles: Fields[];
  assigned: { readonly role: string; readonly to: string; readonly type: "User" | "Group" | "ServicePrincipal" }[];
  page: number;
  /** Tokens that count, and how many were given. */
  valid: Set<string>;
  given: number;
}

export const user = (name: string, change: Fields = {}): Fields => ({
  id: oid(name),
  displayName: `${name} Smith`,
  accountEnabled: true,
  userType: "Member",
  ...change,
});
export const group = (name: string, users: readonly string[], groups: readonly string[] = []): Group => ({
  id: oid(name),
  users: users.map(oid),
  groups: groups.map(oid),
});
export const role = (value: string, change: Fields = {}): Fields => ({
  id: oid(`r-${value}`),
  value,
  displayName: value,
  isEnabled: true,
  allowedMemberTypes: ["User"],
  ...change,
});
export const service = (name: string): Fields => ({ id: oid(name), displayName: name, accountEnabled: true });
export const assigned = (value: string, name: string, type: "User" | "Group" | "ServicePrincipal" = "User") => ({
  role: oid(`r-${value}`),
  to: oid(name),
  type,
});

/** The shape of Graph's errors. */
export const graphError = (status: number, code: string, headers: Record<string, string> = {}) =>
  HttpResponse.json(
    { error: { code, message: "", innerError: { date: "2026-01-01T00:00:00", "request-id": "b1" } } },
    { status, headers },
  );
const notFound = () => graphError(404, "Request_ResourceNotFound");

function usersOf(tenant: Tenant, id: string, seen = new Set<string>()): readonly string[] {
  const found = tenant.groups.find((one) => one.id === id);
  if (!found || seen.has(id)) return [];
  seen.add(id);
  return [...found.users, ...found.groups.flatMap((inner) => usersOf(tenant, inner, seen))];
}

function paged(url: URL, items: readonly Fields[], page: number) {
  const from = Number(url.searchParams.get("$skiptoken") ?? 0);
  const next = new URL(url);
  next.searchParams.set("$skiptoken", String(from + page));
  return HttpResponse.json({
    "@odata.context": `${GRAPH}/$metadata#directoryObjects`,
    "@odata.count": items.length,
    ...(from + page < items.length && { "@odata.nextLink": next.href }),
    value: items.slice(from, from + page),
  });
}

const selected = (url: URL, one: Fields): Fields => {
  const names = url.searchParams.get("$select")?.split(",") ?? Object.keys(one);
  return Object.fromEntries(Object.entries(one).filter(([name]) => name.startsWith("@") || names.includes(name)));
};

function shownAssignment({ role: appRoleId, to, type }: Tenant["assigned"][number], resourceId = SERVICE): Fields {
  return { id: "o1", appRoleId, principalDisplayName: "", principalId: to, principalType: type, resourceId };
}

/** A role of another application, which has the same id and says nothing here. */
const foreign = (tenant: Tenant, to: string) =>
  tenant.roles.map(({ id }) => shownAssignment({ role: String(id), to, type: "User" }, oid("other")));

type Route = [pattern: RegExp, answer: (tenant: Tenant, id: string, url: URL) => Response];
const one = (found: Fields | undefined, url: URL) => (found ? HttpResponse.json(selected(url, found)) : notFound());
const people = (tenant: Tenant, all: readonly string[], url: URL) =>
  paged(
    url,
    tenant.users.filter(({ id }) => all.includes(String(id))).map((each) => selected(url, each)),
    tenant.page,
  );

/** The values of `employeeId in ('7','07')`, in any case of letters, at most 15. */
function idsIn(filter: string): readonly string[] {
  const [, list] = /^employeeId in \((.*)\)$/.exec(filter) ?? [];
  const ids = (list ?? "").split(",").map((id) => id.slice(1, -1).toLowerCase());
  if (list === undefined || ids.length > 15) throw new Error(`Graph does not take this filter: ${filter}`);
  return ids;
}

const ROUTES: readonly Route[] = [
  [
    /^(\/users)$/,
    (tenant, _, url) => {
      const ids = idsIn(url.searchParams.get("$filter") ?? "");
      const found = tenant.users.filter((each) => ids.includes(String(each["employeeId"]).toLowerCase()));
      return paged(
        url,
        found.map((each) => selected(url, each)),
        tenant.page,
      );
    },
  ],
  [
    /^\/users\/([^/]+)$/,
    (tenant, id, url) =>
      one(
        tenant.users.find((each) => each["id"] === id),
        url,
      ),
  ],
  [
    /^\/servicePrincipals\(appId='(.+)'\)$/,
    (tenant, id) => (id === CLIENT ? HttpResponse.json({ id: SERVICE, appRoles: tenant.roles }) : notFound()),
  ],
  [
    /^\/servicePrincipals\/([^/]+)$/,
    (tenant, id, url) =>
      one(
        tenant.services.find((each) => each["id"] === id),
        url,
      ),
  ],
  [
    /^\/servicePrincipals\/([^/]+)\/appRoleAssignedTo$/,
    (tenant, _, url) =>
      paged(
        url,
        tenant.assigned.map((each) => shownAssignment(each)),
        tenant.page,
      ),
  ],
  [
    /^\/users\/([^/]+)\/appRoleAssignments$/,
    (tenant, id, url) => {
      const direct = tenant.groups.filter(({ users }) => users.includes(id)).map((each) => each.id);
      const own = tenant.assigned.filter(({ to }) => to === id || direct.includes(to));
      return paged(url, [...foreign(tenant, id), ...own.map((each) => shownAssignment(each))], tenant.page + 100);
    },
  ],
  [
    /^\/users\/([^/]+)\/transitiveMemberOf\/microsoft\.graph\.group$/,
    (tenant, id, url) => {
      const found = tenant.groups.filter((each) => usersOf(tenant, each.id).includes(id));
      return paged(
        url,
        found.map((each) => ({ id: each.id })),
        tenant.page,
      );
    },
  ],
  [
    /^\/groups\/([^/]+)\/transitiveMembers\/microsoft\.graph\.user$/,
    (tenant, id, url) =>
      tenant.groups.some((each) => each.id === id) ? people(tenant, usersOf(tenant, id), url) : notFound(),
  ],
  [
    /^\/groups\/([^/]+)\/members\/microsoft\.graph\.user$/,
    (tenant, id, url) => people(tenant, tenant.groups.find((each) => each.id === id)?.users ?? [], url),
  ],
];

/** A cast needs the header and the count: Graph answers 400 without them. */
const isAdvanced = (request: Request, url: URL) =>
  !url.pathname.includes("microsoft.graph.") ||
  (request.headers.get("consistencylevel") === "eventual" && url.searchParams.get("$count") === "true");

/** Microsoft's token endpoint and the parts of Graph that are used, over a tenant, in their documented shapes. */
export function entraHandlers(tenant: Tenant) {
  return [
    http.post(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`, async ({ request }) => {
      const form = new URLSearchParams(await request.text());
      const right =
        form.get("grant_type") === "client_credentials" &&
        form.get("client_id") === CLIENT &&
        form.get("client_secret") === SECRET &&
        form.get("scope") === "https://graph.microsoft.com/.default";
      if (!right) return HttpResponse.json({ error: "invalid_client", error_description: "" }, { status: 401 });
      const token = `token-${++tenant.given}`;
      tenant.valid.add(token);
      return HttpResponse.json({ token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token: token });
    }),
    http.get(`${GRAPH}/*`, ({ request }) => {
      const url = new URL(request.url);
      if (!tenant.valid.has((request.headers.get("authorization") ?? "").replace("Bearer ", "")))
        return graphError(401, "InvalidAuthenticationToken");
      if (!isAdvanced(request, url)) return graphError(400, "Request_UnsupportedQuery");
      for (const [pattern, answer] of ROUTES) {
        const match = pattern.exec(url.pathname.slice("/v1.0".length));
        if (match) return answer(tenant, match[1] as string, url);
      }
      return graphError(400, "BadRequest");
    }),
  ];
}

/** What went wrong, for the caller of an HTTP interface. `code` is for programs, `detail` for people; neither holds arguments or secrets. */
export interface Problem {
  readonly status: number;
  /** The status's own phrase unless said. */
  readonly title?: string;
  readonly code?: string;
  readonly detail: string;
  /** What a step-up must reach. */
  readonly proof?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  503: "Service Unavailable",
};

/** RFC 9457: `type` is `about:blank`; `code`, `issues` and `proof` are extension members (§3.2). */
export function problem({ status, ...facts }: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  const body = { type: "about:blank", title: TITLES[status] ?? "Error", status, ...facts };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

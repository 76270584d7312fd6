import { html } from "./html.js";
import { icon } from "./icons.js";
import { solo } from "./solo.js";

/** The same page whatever link led here: nothing of any request is in it. */
export interface SignInPage {
  /** Path of the handler, without a slash at its end. */
  readonly base: string;
  /** What the link says: `Sign in with Okta`. */
  readonly label: string;
  /** Starts the sign-in, by GET. */
  readonly href: string;
  /** Why a sign-in is needed again, or why the last one failed. */
  readonly why?: string;
}

export const signInPage = ({ base, label, href, why }: SignInPage): string =>
  solo({
    base,
    title: "Sign in to review",
    body: html`<p class="muted">Your company account decides who you are and what you may approve.</p>
${why === undefined ? "" : html`<p class="solo-why" role="status">${icon("info")}<span>${why}</span></p>`}
<p class="solo-go"><a class="btn btn-solid btn-wide" href="${href}">${label}</a></p>`,
    foot: html`A link to a request only finds it. It shows nothing and decides nothing until you sign in.`,
  });

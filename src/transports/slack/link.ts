import type { RequestMessage } from "../../approval/request-message.js";

/** Where a request can be read, and its log; undefined where there is no such page, or Slack would refuse its address. */
export interface Link {
  readonly page: string;
  readonly log: string;
}

const LONGEST = 2000; // Slack takes 3,000 in a button; it is in the message's text too

export function linkOf({ url }: RequestMessage): Link | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { href, protocol } = new URL(url);
  return /^https?:$/.test(protocol) && href.length <= LONGEST ? { page: href, log: `${href}/log` } : undefined;
}

/** As mrkdwn has a link. */
export const linked = (href: string): string => `<${href.replaceAll("&", "&amp;").replaceAll("|", "%7C")}>`;

import type { Inbox } from "../../approval/transport.js";
import type { Clock } from "../../clock.js";
import type { Latest } from "../chat/latest.js";
import type { Account } from "./account.js";
import type { SlackApi } from "./api.js";
import type { Settings } from "./options.js";
import type { Responses } from "./response.js";

/** What every answer to a person in Slack needs. */
export interface Room {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly responses: Responses;
  readonly latest: Latest;
  /** Of the app tier alone. */
  readonly app?: { readonly api: SlackApi; account(user: string): Promise<Account> };
}
/** The same, before a desk's door. */
export interface Desked extends Room {
  readonly inbox: Inbox;
}

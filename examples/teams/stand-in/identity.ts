/** Who the stand-in is: one bot of one tenant in one conversation. */
export interface Identity {
  readonly appId: string;
  readonly appSecret: string;
  readonly tenant: string;
  /** Of a channel: `19:…@thread.tacv2`. */
  readonly conversation: string;
  readonly botName: string;
}

/** A person, or a bot, of the conversation. */
export interface Account {
  /** `29:…` of a person, `28:…` of a bot: Teams' own id, another for each bot. */
  readonly id: string;
  /** The Entra ID object id, a GUID: sent as `aadObjectId`. An account without one has none. */
  readonly oid?: string;
  readonly name: string;
  /** Another tenant than the stand-in's. */
  readonly tenant?: string;
  readonly role?: "user" | "bot";
}

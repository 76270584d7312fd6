import type { Transport } from "../../approval/transport.js";
import { type Clock, systemClock } from "../../clock.js";
import { latestOf } from "../chat/latest.js";
import { accountsOf } from "./account.js";
import { apiOf } from "./api.js";
import { appChannel } from "./app.js";
import { hookChannel } from "./hook.js";
import type { Posted, Settings, SlackOptions } from "./options.js";
import { settingsOf } from "./options.js";
import { answerTo, receiver } from "./receive.js";
import { responsesOf } from "./response.js";
import type { Room } from "./room.js";
import { openSocket } from "./socket.js";

/** The transport over a clock. Nothing is loaded or sent before it connects or delivers. */
export function slackOn(options: SlackOptions, { clock = systemClock }: { readonly clock?: Clock } = {}): Transport {
  const settings = settingsOf(options);
  const { name, out } = settings;
  const room: Room = {
    settings,
    clock,
    responses: responsesOf(settings.origins, clock),
    latest: latestOf(),
    ...(out.tier === "app" && { app: appOf(out, settings, clock) }),
  };
  const channel = out.tier === "app" ? appChannel(out, room) : hookChannel(out, room);
  return {
    name,
    capabilities: { proof: "L1", modify: out.tier === "app", update: true },
    ...channel,
    ...entryOf(room),
  };
}

function appOf(out: Posted, { team }: Settings, clock: Clock): NonNullable<Room["app"]> {
  const api = apiOf(out, clock);
  return { api, account: accountsOf(api, team, clock) };
}

function entryOf(room: Room): Pick<Transport, "receive" | "connect"> {
  const { entry, out } = room.settings;
  if (entry.by === "requests") return { receive: receiver(entry.signingSecret, room) };
  const apiUrl = out.tier === "app" ? out.api.href : "";
  return {
    async connect(inbox) {
      const { appToken } = entry;
      const answer = (payload: unknown) => answerTo(payload, { ...room, inbox });
      const socket = await openSocket({ appToken, apiUrl, clock: room.clock, answer });
      return () => socket.close();
    },
  };
}

import type { hostConfig } from "./host-config.js";

/** What a host is handed when an action is pressed. */
export interface Executed {
  readonly type: string;
  readonly verb?: string;
  readonly data?: unknown;
  readonly url?: string;
}

interface Globals {
  readonly AdaptiveCards: typeof import("adaptivecards");
  readonly markdownit: () => { render(text: string): string };
  executed?: Executed | undefined;
}

/** Runs in the browser beside the renderer and markdown-it: draws a card, and tells what the renderer found wrong. */
export function paint(given: { readonly card: unknown; readonly config: ReturnType<typeof hostConfig> }): string[] {
  const host = globalThis as unknown as Globals;
  const { AdaptiveCard, HostConfig, SerializationContext, Versions } = host.AdaptiveCards;
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = host.markdownit().render(text);
    result.didProcess = true;
  };
  host.executed = undefined;
  const context = new SerializationContext(Versions.v1_5);
  const drawn = new AdaptiveCard();
  drawn.hostConfig = new HostConfig(given.config);
  drawn.onExecuteAction = (action) => {
    const { verb, data, url } = action as unknown as Executed;
    host.executed = JSON.parse(JSON.stringify({ type: action.getJsonTypeName(), verb, data, url }));
  };
  drawn.parse(given.card, context);
  const element = drawn.render();
  document.body.style.background = given.config.containerStyles.default.backgroundColor;
  document.querySelector("#card")?.replaceChildren(...(element ? [element] : []));
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  return [...events, ...drawn.validateProperties().validationEvents.map(({ message }) => message)];
}

/** What the last pressed action handed over. */
export const executed = (): Executed | undefined => (globalThis as unknown as Globals).executed;

/** Until every image has come, or has not. */
export async function settled(): Promise<void> {
  const waiting = [...document.images].filter((image) => !image.complete);
  await Promise.all(
    waiting.map(
      (image) => new Promise((done) => ["load", "error"].map((event) => image.addEventListener(event, done))),
    ),
  );
}

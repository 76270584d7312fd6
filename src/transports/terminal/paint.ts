/** What a piece of a card is: a tone is never the only sign of it. */
export type Tone = "strong" | "danger" | "warn" | "quiet";
export type Paint = (tone: Tone, text: string) => string;

const SGR: Record<Tone, string> = { strong: "1", danger: "1;7", warn: "33", quiet: "2" };

export const plainly: Paint = (_tone, text) => text;
export const inColour: Paint = (tone, text) => `\u001b[${SGR[tone]}m${text}\u001b[0m`;

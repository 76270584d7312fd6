type Part = Readonly<Record<string, unknown>>;

/** A line that no client reads as Markdown. */
export const run = (text: string, more: Part = {}): Part => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text, ...more }],
  spacing: "Small",
});

const cell = (width: string, text: string, more: Part): Part => ({
  type: "Column",
  width,
  items: [run(text, { fontType: "Monospace", ...more })],
});
const row = (name: string, value: string, weight: "Bolder" | "Default"): Part => ({
  type: "ColumnSet",
  spacing: "Small",
  columns: [cell("120px", name, { weight, isSubtle: weight === "Default" }), cell("stretch", value, { weight })],
});

/** A card of version 1.5 around a body. */
export const card = (body: readonly Part[], actions: readonly Part[] = []): Part => ({
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
  type: "AdaptiveCard",
  version: "1.5",
  body,
  actions,
});

const body = [
  run("Refund 620.00 EUR for order o-4466", { size: "Large", weight: "Bolder" }),
  run("Money · support, production · decide by 15:26 UTC · 0 of 2 agreed", { isSubtle: true, size: "Small" }),
  {
    type: "Container",
    style: "emphasis",
    spacing: "Medium",
    items: [
      run("What will run", { weight: "Bolder" }),
      row("amount *", "620.00", "Bolder"),
      row("note", "Late.", "Default"),
    ],
  },
  run("1 hidden character in note, shown by its code.", { size: "Small", color: "Warning" }),
];
const data = { r: "01J9Z3", v: 2, d: "0".repeat(43) };
const input = (id: string, more: Part): Part => ({ type: "Input.Text", id, ...more });

/** The form of the webhook tier's cards: one way out, to the page. */
export const webhookCard = (): Part => ({
  ...card(body, [{ type: "Action.OpenUrl", title: "Review", url: "https://review.example/requests/01J9Z3" }]),
  fallbackText: "Refund 620.00 EUR for order o-4466. Open the review page.",
  speak: "Refund 620.00 EUR for order o-4466",
  msteams: { width: "Full" },
});

/** The form of the bot tier's cards: deny in one press, approve in a card that opens. */
export const botCard = (): Part => ({
  ...webhookCard(),
  actions: [
    {
      type: "Action.Execute",
      title: "Deny",
      verb: "countersign.deny",
      style: "destructive",
      data,
      associatedInputs: "none",
    },
    {
      type: "Action.ShowCard",
      title: "Approve…",
      card: {
        type: "AdaptiveCard",
        version: "1.5",
        body: [
          input("typed", {
            label: "To approve, type the amount",
            maxLength: 64,
            isRequired: true,
            errorMessage: "Type the amount as it stands in the arguments.",
          }),
          { type: "Input.Toggle", id: "meant", title: "I have read all of it", value: "false" },
          input("reason", { label: "Reason (optional, goes in the log)", isMultiline: true, maxLength: 500 }),
        ],
        actions: [{ type: "Action.Execute", title: "Approve", verb: "countersign.approve", data }],
      },
    },
    { type: "Action.OpenUrl", title: "Open full review", url: "https://review.example/requests/01J9Z3" },
  ],
});

/** A message around a card, as a workflow and the connector take it. */
export const message = (content: unknown): Part => ({
  type: "message",
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
});

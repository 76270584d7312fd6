/** Pages of one card. */
export const solo = `
.solo { min-height: 100vh; display: grid; grid-template-rows: 1fr auto; justify-items: center; align-items: center; padding: var(--s-5); }
.solo-card { width: 100%; max-width: 24.5rem; }
.solo-card .card-in { padding: var(--s-6); }
.solo h1 { font-size: var(--t-18); letter-spacing: -.01em; margin: var(--s-4) 0 var(--s-1); }
.solo-foot { color: var(--ink-3); font-size: var(--t-12); text-align: center; max-width: 46ch; }
.step { max-width: 40rem; margin: var(--s-5) auto 0; }
.recap { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .5rem var(--s-4); margin: var(--s-4) 0; font-size: var(--t-14); }
.recap dt { color: var(--ink-3); font-size: var(--t-13); padding-top: .05rem; }
.recap dd { overflow-wrap: anywhere; }
.solo-go { margin-top: var(--s-5); }
.solo-go + p, .passkeys + p { margin-top: var(--s-3); }
.solo-why { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .5rem; margin-top: var(--s-4); padding: var(--s-3); border: 1px solid var(--line); border-radius: var(--r-2); background: var(--sunk); font-size: var(--t-13); overflow-wrap: anywhere; }
.solo-why svg { margin-top: .1rem; }
.passkeys { display: grid; margin-top: var(--s-4); border-top: 1px solid var(--line); }
.passkeys li { padding: var(--s-3) 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.passkeys form { margin-top: var(--s-2); }
.step h1 { margin-top: var(--s-2); }
.step-note, .step-foot { margin-top: var(--s-4); }
.more-note { padding: var(--s-3) var(--s-4); border-top: 1px solid var(--line); }
.msg { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--s-4); }
.msg h1 { margin: 0; font-size: var(--t-18); overflow-wrap: anywhere; }
.msg .lead { overflow-wrap: anywhere; }
.msg .actions { margin-top: var(--s-4); }
.msg-i { color: var(--ink-3); }
.msg-bad { color: var(--warn); }
.msg-code { margin-top: var(--s-2); }
`;

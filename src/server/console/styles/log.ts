/** Checks and events. */
export const log = `
.checks li { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr) auto; gap: .5rem; padding: .5625rem var(--s-4); }
.checks li + li { border-top: 1px solid var(--line); }
.checks svg { margin-top: .12rem; color: var(--ok); }
.checks .muted { font-size: var(--t-13); }
.checks .how { color: var(--ink-3); font-size: var(--t-12); text-align: right; }
pre.cmd { overflow-x: auto; padding: var(--s-3) var(--s-4); background: var(--sunk); border: 1px solid var(--line); border-radius: var(--r-2); font: 400 var(--t-12)/1.6 var(--mono); }
.checks li > span { min-width: 0; overflow-wrap: anywhere; }
.checks .differs svg { color: var(--warn); }
.checks .check-no svg { color: var(--danger); }
.checks .check-unknown svg { color: var(--ink-3); }
.checks + .scroll { border-top: 1px solid var(--line); }
.lines { margin-top: var(--s-5); }
.lines > summary { padding: .625rem var(--s-4); font-size: var(--t-13); color: var(--ink-2); cursor: pointer; }
.lines > pre { margin: 0 var(--s-4) var(--s-4); max-height: 30rem; overflow: auto; }
`;

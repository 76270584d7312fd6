/** How a request ended. */
export const states = `
.stamp { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .125rem .75rem; padding: var(--s-4); border-radius: var(--r-3); border: 1px solid var(--line); background: var(--surface); margin-bottom: var(--s-5); }
.stamp > svg { grid-row: span 3; width: 22px; height: 22px; margin-top: .1rem; }
.stamp h2 { font-size: var(--t-16); }
.stamp p { color: var(--ink-2); max-width: 72ch; }
.stamp .actions { margin-top: .625rem; }
.stamp-ok { border-color: var(--ok-line); background: var(--ok-wash); } .stamp-ok > svg { color: var(--ok); }
.stamp-no { border-color: var(--danger-line); background: var(--danger-wash); } .stamp-no > svg { color: var(--danger); }
.stamp-warn { border-color: var(--warn-line); background: var(--warn-wash); } .stamp-warn > svg { color: var(--warn); }
.stamp-ok p, .stamp-no p, .stamp-warn p { color: var(--ink); }
.spent .seal { border-color: var(--line-2); }
.spent .seal-top { background: var(--sunk); color: var(--ink-2); border-bottom: 1px solid var(--line); }
.stamp h2, .stamp p { min-width: 0; overflow-wrap: anywhere; }
.stamp > * { grid-column: 2; }
.stamp > svg { grid-column: 1; }
.stamp-why { margin-top: .25rem; }
`;

/** Differences, and the form that makes them. */
export const change = `
.diff { width: 100%; border-collapse: collapse; font-size: var(--t-13); }
.diff th, .diff td { text-align: left; vertical-align: top; padding: .5625rem var(--s-4); border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.diff thead th { border-top: 0; background: var(--sunk); color: var(--ink-3); font-weight: 400; font-size: var(--t-12); padding: .4375rem var(--s-4); }
.diff tbody th { font-family: var(--mono); font-weight: 400; color: var(--ink-2); width: 10rem; }
.diff del, .diff ins { font-family: var(--mono); text-decoration: none; padding: .0625rem .25rem; border-radius: 3px; }
.diff del { background: var(--danger-wash); color: var(--danger); text-decoration: line-through; }
.diff ins { background: var(--ok-wash); color: var(--ok); }
.diff .same { color: var(--ink-3); font-family: var(--mono); }
.edit { display: grid; gap: var(--s-4); }
.edit .field { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0 var(--s-4); align-items: start; }
.edit .field > label { padding-top: .5rem; margin: 0; font-family: var(--mono); font-weight: 500; overflow-wrap: anywhere; }
.edit .field > label small { display: block; font: 400 var(--t-12)/1.3 var(--sans); color: var(--ink-3); margin-top: .1rem; }
.edit .field > div { min-width: 0; }
.fixed { padding: .5rem 0; font-family: var(--mono); font-size: var(--t-13); color: var(--ink-2); overflow-wrap: anywhere; }
.diff ins { text-decoration: underline; text-decoration-thickness: 1px; }
.diff .val, .diff .fold { font-size: inherit; }
.edit .field > .label { padding-top: .5rem; margin: 0; overflow-wrap: anywhere; }
.fixed .muted { display: block; font-family: var(--sans); font-size: var(--t-12); margin-top: .15rem; }
`;

/** What stands around the box and is not covered by a decision. */
export const around = `
.quote { border: 1px dashed var(--line-2); border-radius: var(--r-3); background: transparent; }
.quote-h { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .5rem; padding: .5rem var(--s-4); border-bottom: 1px dashed var(--line-2); font-size: var(--t-12); color: var(--ink-3); }
.quote-h strong { color: var(--ink-2); font-weight: 600; }
.quote-b { padding: .625rem var(--s-4) .75rem; color: var(--ink-2); white-space: pre-wrap; overflow-wrap: anywhere; font-size: var(--t-13); }
.quote + .quote { margin-top: var(--s-3); }
.why { display: grid; gap: .625rem; }
.why li { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); gap: .375rem; }
.why svg { margin-top: .15rem; }
.why .y { color: var(--warn); } .why .n { color: var(--ink-3); } .why .s { color: var(--ok); }
.why p { color: var(--ink-2); }
.why code { color: var(--ink); overflow-wrap: anywhere; }
.tbl { width: 100%; border-collapse: collapse; font-size: var(--t-13); }
.tbl th { text-align: left; font-weight: 500; color: var(--ink-3); font-size: var(--t-12); padding: .4375rem var(--s-3); border-bottom: 1px solid var(--line); white-space: nowrap; }
.tbl td { padding: .5rem var(--s-3); border-bottom: 1px solid var(--line); vertical-align: baseline; overflow-wrap: break-word; }
.tbl tr:last-child td { border-bottom: 0; }
.tbl th:first-child, .tbl td:first-child { padding-left: var(--s-4); }
.tbl th:last-child, .tbl td:last-child { padding-right: var(--s-4); }
.tbl .r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tbl .nb { white-space: nowrap; }
.scroll { overflow-x: auto; }
.line { position: relative; display: grid; gap: .75rem; }
.line li { position: relative; display: grid; grid-template-columns: 1rem minmax(0, 1fr) auto; gap: .625rem; font-size: var(--t-13); }
.line li::before { content: ""; width: 9px; height: 9px; border-radius: 50%; border: 2px solid var(--ink-3); background: var(--canvas); margin: .33rem 0 0 .15rem; z-index: 1; }
.line li.d::before { background: var(--ink-3); }
.line li.g::before { background: var(--ok); border-color: var(--ok); }
.line li.x::before { background: var(--danger); border-color: var(--danger); }
.line li + li::after { content: ""; position: absolute; left: calc(.15rem + 4px); bottom: calc(100% - .35rem); height: calc(100% + .1rem); width: 1px; background: var(--line-2); }
.line time { color: var(--ink-3); white-space: nowrap; }
.line .muted { overflow-wrap: anywhere; }
.sect-h a.small { white-space: nowrap; }
.why li p { min-width: 0; overflow-wrap: anywhere; }
.lost { display: grid; gap: var(--s-2); margin-top: var(--s-4); }
.lost li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s-2) var(--s-4); padding: var(--s-3) var(--s-4); border: 1px solid var(--warn-line); border-radius: var(--r-3); background: var(--warn-wash); font-size: var(--t-13); }
.lost p { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.lost .muted { color: var(--ink-2); }
`;

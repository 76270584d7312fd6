/** Who must agree, the act and both answers. */
export const decision = `
.decide .card-in + .card-in { border-top: 1px solid var(--line); }
.clock { display: flex; justify-content: space-between; align-items: baseline; gap: var(--s-2); margin-bottom: .5rem; }
.clock strong { font-size: var(--t-18); font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.stage + .stage { margin-top: .875rem; }
.stage-h { display: flex; justify-content: space-between; gap: var(--s-2); font-size: var(--t-13); font-weight: 500; margin-bottom: .375rem; }
.stage-h .muted { font-weight: 400; }
.people { display: grid; gap: .3rem; }
.people li { display: flex; align-items: center; gap: .5rem; font-size: var(--t-13); color: var(--ink-2); }
.people .muted { margin-left: auto; font-size: var(--t-12); }
.decide form { display: grid; gap: .875rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: var(--s-2); }
.after { font-size: var(--t-12); color: var(--ink-3); line-height: 1.45; }
.dock { display: none; }
.stage-h h3 { min-width: 0; overflow-wrap: anywhere; }
.stage-h .muted { white-space: nowrap; }
.stage-c { font-size: var(--t-12); color: var(--ink-3); margin-bottom: .375rem; }
.people-n { min-width: 0; overflow-wrap: anywhere; }
.people .muted { white-space: nowrap; }
.people .people-more { margin-left: 2rem; }
.decide form > .btn-quiet { margin-top: calc(-1 * var(--s-1)); }
.later .hint { margin-left: 1.5rem; }
`;

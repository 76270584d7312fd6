/** The list of requests. */
export const inbox = `
.tools { display: flex; align-items: center; gap: var(--s-4); flex-wrap: wrap; border-bottom: 1px solid var(--line); margin-bottom: var(--s-5); }
.tabs { display: flex; gap: var(--s-1); }
.tabs a { display: inline-flex; gap: .4rem; align-items: center; padding: .5rem .75rem .6rem; color: var(--ink-2); text-decoration: none; border-bottom: 2px solid transparent; margin-bottom: -1px; }
.tabs a:hover { color: var(--ink); }
.tabs a[aria-current] { color: var(--ink); font-weight: 500; border-bottom-color: var(--ink); }
.count { font-size: var(--t-12); font-weight: 500; color: var(--ink-3); font-variant-numeric: tabular-nums; }
.filter { margin-left: auto; display: flex; gap: var(--s-2); padding-bottom: var(--s-2); }
.filter .input { min-height: 2rem; padding: .25rem .625rem; font-size: var(--t-13); }
.filter input.input { width: 15rem; }
.filter select.input { width: auto; }
.filter .btn { min-height: 2rem; padding: .25rem .75rem; font-size: var(--t-13); }
.group { margin-top: var(--s-5); }
.group > h2 { display: flex; align-items: baseline; gap: var(--s-2); margin-bottom: var(--s-2); font-size: var(--t-13); color: var(--ink-2); }
.rows { background: var(--surface); border: 1px solid var(--line); border-radius: var(--r-3); box-shadow: var(--shadow); overflow: hidden; }
.row { position: relative; display: grid; grid-template-columns: 6.75rem minmax(0, 1fr) 11.5rem 7rem; gap: var(--s-4); align-items: start; padding: .75rem var(--s-4); }
.row + .row { border-top: 1px solid var(--line); }
.row:hover { background: var(--sunk); }
.row:has(a:focus-visible) { outline: 2px solid var(--accent); outline-offset: -2px; }
.row .row-t { color: var(--ink); font-weight: 500; text-decoration: none; overflow-wrap: anywhere; }
.row .row-t::after { content: ""; position: absolute; inset: 0; }
.row .row-t:focus-visible { outline: 0; }
.row-m { color: var(--ink-3); font-size: var(--t-13); margin-top: .125rem; overflow-wrap: anywhere; }
.row-c { display: flex; flex-wrap: wrap; gap: .375rem; margin-top: .5rem; }
.row .effect { padding-top: .05rem; }
.row-who { font-size: var(--t-13); color: var(--ink-2); }
.row-due { text-align: right; font-size: var(--t-13); }
.row-due .muted { display: block; font-size: var(--t-12); }
.pips { display: flex; gap: 3px; margin-bottom: .3rem; padding-top: .35rem; }
.pip { width: 18px; height: 4px; border-radius: 2px; background: var(--line-2); }
.pip-yes { background: var(--ok); }
.foot { display: flex; justify-content: space-between; align-items: center; gap: var(--s-4); margin-top: var(--s-4); color: var(--ink-3); font-size: var(--t-13); }
.empty { text-align: center; padding: 4.5rem var(--s-4); background: var(--surface); border: 1px solid var(--line); border-radius: var(--r-3); }
.empty svg { margin: 0 auto var(--s-4); color: var(--ink-3); }
.empty h2 { font-size: var(--t-16); margin-bottom: var(--s-1); }
.empty p { color: var(--ink-2); max-width: 46ch; margin: 0 auto; }
.empty .actions { justify-content: center; margin-top: var(--s-4); }
.row > .effect { min-width: 0; }
`;

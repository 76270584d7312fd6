/** What every page begins with. */
export const base = `
*, *::before, *::after { box-sizing: border-box; }
html { font: 400 100%/1.45 var(--sans); -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--canvas); color: var(--ink); font-size: var(--t-14); line-height: 1.45; -webkit-font-smoothing: antialiased; }
h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset, table, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
fieldset { border: 0; min-width: 0; }
legend { padding: 0; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
svg { display: block; flex: none; }
button, input, textarea, select { font: inherit; color: inherit; }
code, .mono { font-family: var(--mono); font-size: .93em; font-variant-ligatures: none; }
time, .num { font-variant-numeric: tabular-nums; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: var(--r-1); }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: var(--s-4); top: -4rem; z-index: 9; padding: var(--s-2) var(--s-4); background: var(--solid); color: var(--solid-ink); border-radius: var(--r-2); }
.skip:focus { top: var(--s-2); }
.muted { color: var(--ink-3); }
.small { font-size: var(--t-13); }
.nowrap { white-space: nowrap; }
blockquote { margin: 0; }
[hidden] { display: none; }
main:focus { outline: 0; }
.stack { display: grid; gap: var(--s-3); }
`;

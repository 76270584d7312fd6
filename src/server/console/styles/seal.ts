/** The box, and the values in it. */
export const seal = `
.seal { background: var(--surface); border: 1.5px solid var(--ink); border-radius: var(--r-3); overflow: hidden; }
.seal-top { display: flex; align-items: center; gap: .5rem; padding: .5625rem var(--s-4); background: var(--ink); color: var(--surface); font-size: var(--t-13); }
.seal-top h2 { font-size: var(--t-13); }
.seal-top span { opacity: .82; }
.facts > dt, .facts > dd { padding: .5rem 0; }
.facts > dt { color: var(--ink-3); font-size: var(--t-13); padding-left: var(--s-4); padding-top: .55rem; }
.facts > dd { min-width: 0; padding-right: var(--s-4); overflow-wrap: anywhere; }
.facts { padding: .375rem 0; }
.args { width: 100%; border-collapse: collapse; border-top: 1px solid var(--line); }
.args th { text-align: left; font-weight: 400; vertical-align: baseline; }
.args thead th { font-size: var(--t-12); color: var(--ink-3); padding: .4375rem var(--s-4); background: var(--sunk); border-bottom: 1px solid var(--line); }
.args tbody td { padding: .5625rem var(--s-4) .5625rem 0; vertical-align: baseline; overflow-wrap: anywhere; }
.args tbody tr + tr > * { border-top: 1px solid var(--line); }
.args .val { font-family: var(--mono); font-size: var(--t-13); color: var(--ink); white-space: pre-wrap; }
.args .crit th { color: var(--ink); font-weight: 600; box-shadow: inset 3px 0 0 var(--warn); }
.args .crit .val { font-size: var(--t-16); font-weight: 600; letter-spacing: -.01em; }
.args .flag { display: flex; gap: .35rem; font-size: var(--t-12); color: var(--warn); margin-top: .3rem; }
.args .flag svg { width: 13px; height: 13px; margin-top: .1rem; }
.args .meta { font-size: var(--t-12); color: var(--ink-3); margin-top: .25rem; }
.cp { display: inline-block; font: 600 .6875rem/1.125rem var(--mono); color: var(--warn); background: var(--warn-wash); border: 1px solid var(--warn-line); border-radius: 3px; padding: 0 .25rem; margin: 0 1px; vertical-align: .06em; white-space: nowrap; }
.secret { display: inline-flex; align-items: center; gap: .375rem; color: var(--ink-3); font-family: var(--sans); }
.print-l { color: var(--ink-3); }
.print-w { display: flex; flex-wrap: wrap; gap: .25rem .5rem; font-weight: 600; }
.print-w i { font-style: normal; color: var(--ink-3); font-weight: 400; }
.hex { font-family: var(--mono); font-size: var(--t-12); color: var(--ink-2); word-spacing: .25em; overflow-wrap: anywhere; }
details.more { border-top: 1px solid var(--line); }
details.more > summary { padding: .5rem var(--s-4); font-size: var(--t-13); color: var(--ink-3); cursor: pointer; }
details.more > summary:hover { color: var(--ink); }
details.more > div { padding: 0 var(--s-4) var(--s-3); }
.facts { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); }
.chain { display: flex; flex-wrap: wrap; gap: .125rem .375rem; }
.chain li { display: inline-flex; flex-wrap: wrap; gap: 0 .375rem; align-items: baseline; min-width: 0; }
.chain li + li::before { content: "›" / ""; color: var(--ink-3); }
.chain li.beside::before { content: "·" / ""; }
.args tbody th { width: 9.5rem; padding: .5625rem var(--s-2) .5625rem var(--s-4); font-family: var(--mono); font-size: var(--t-13); color: var(--ink-2); overflow-wrap: anywhere; }
.args thead th:nth-child(2) { padding-left: 0; }
.args .meta del { text-decoration: line-through; }
.args .meta .val { font-size: var(--t-12); font-weight: 400; color: inherit; letter-spacing: 0; }
.args-none { padding: .75rem var(--s-4); border-top: 1px solid var(--line); color: var(--ink-3); }
.nl { color: var(--ink-3); font-size: var(--t-11); margin-left: .125rem; }
.gone { color: var(--ink-3); font-family: var(--sans); font-style: italic; }
.fold > summary { cursor: pointer; list-style-position: outside; margin-left: 1.1rem; }
.fold[open] > summary > .val { display: none; }
.fold-more { display: block; font: 400 var(--t-12)/1.4 var(--sans); color: var(--accent); margin-top: .25rem; }
.fold-all { max-height: 24rem; overflow: auto; margin-top: .375rem; padding: .5rem .625rem; border: 1px solid var(--line); border-radius: var(--r-2); background: var(--sunk); }
.print { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr) auto; align-items: baseline; gap: .25rem 0; padding: .6875rem var(--s-4); border-top: 1px dashed var(--line-2); background: var(--sunk); font-size: var(--t-13); }
.card > .print:first-child { border-top: 0; border-radius: var(--r-3); }
`;

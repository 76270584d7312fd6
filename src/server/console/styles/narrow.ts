/** Narrow windows, then phones. */
export const narrow = `
@media (max-width: 62rem) {
  .split { grid-template-columns: minmax(0, 1fr); gap: var(--s-5); }
  .rail { position: static; }
  .row { grid-template-columns: 6.5rem minmax(0, 1fr) 7rem; }
  .row-who { grid-column: 2 / 3; grid-row: 2; display: flex; gap: .5rem; align-items: center; margin-top: -.5rem; }
  .pips { margin: 0; padding: 0; }
  .row-due { grid-column: 3; grid-row: 1; }
}
@media (max-width: 40rem) {
  .bar-in { padding: 0 var(--s-4); gap: var(--s-1); min-height: 3rem; }
  .nav a { padding: 0 var(--s-2); }
  .brand { font-size: 0; gap: 0; margin-right: var(--s-1); }
  .bar-end { gap: var(--s-2); font-size: var(--t-12); }
  .env-t { max-width: 7rem; }
  .who > span:last-child { display: none; }
  .page { padding: var(--s-4) var(--s-4) 6rem; }
  h1 { font-size: 1.3125rem; }
  .tools { gap: var(--s-2); }
  .tabs { flex-wrap: wrap; }
  .filter { margin-left: 0; width: 100%; flex-wrap: wrap; }
  .filter input.input { flex: 1 1 100%; width: auto; }
  .filter select.input { flex: 1; }
  .row { grid-template-columns: minmax(0, 1fr) auto; gap: .25rem var(--s-3); padding: .75rem var(--s-4); }
  .row > .effect { grid-column: 1; grid-row: 1; }
  .row-due { grid-column: 2; grid-row: 1; }
  .row-due .muted { display: none; }
  .row-b { grid-column: 1 / -1; }
  .row-who { grid-column: 1 / -1; grid-row: auto; margin-top: .375rem; }
  .facts { grid-template-columns: minmax(0, 1fr); }
  .facts > dt { padding: .5rem var(--s-4) 0; }
  .facts > dd { padding: 0 var(--s-4) .375rem; }
  .args thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .args, .args tbody { display: block; }
  .args tbody tr { display: block; }
  .args tbody th { display: block; width: auto; padding: .5625rem var(--s-4) 0; }
  .args tbody td { display: block; padding: .125rem var(--s-4) .625rem; }
  .args tbody tr + tr > td { border-top: 0; }
  .args .crit { box-shadow: inset 3px 0 0 var(--warn); }
  .args .crit th { box-shadow: none; }
  .seal-top span { display: none; }
  .print { grid-template-columns: minmax(0, 1fr); }
  .edit .field { grid-template-columns: minmax(0, 1fr); gap: .25rem; }
  .edit .field > label, .edit .field > .label { padding: 0; }
  .diff, .diff tbody { display: block; }
  .diff tbody th { width: auto; }
  .diff thead { display: none; }
  .diff tbody tr { display: block; border-top: 1px solid var(--line); padding: .5rem 0; }
  .diff tbody tr:first-child { border-top: 0; }
  .diff tbody th, .diff tbody td { display: block; border: 0; padding: .125rem var(--s-4); }
  .checks li { grid-template-columns: 1.25rem minmax(0, 1fr); }
  .checks .how { grid-column: 2; text-align: left; }
  .recap { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .recap dd { margin-bottom: .5rem; }
  .solo-card .card-in { padding: var(--s-5); }
  .foot { flex-wrap: wrap; }
  .scroll > .tbl { min-width: 32rem; }
  .dock { position: fixed; inset: auto 0 0; z-index: 5; display: grid; grid-template-columns: auto 1fr 1fr; gap: var(--s-2); align-items: center; padding: .625rem var(--s-4) calc(.625rem + env(safe-area-inset-bottom)); background: var(--surface); border-top: 1px solid var(--line-2); }
  .dock .due { font-size: var(--t-13); padding-right: var(--s-2); }
  .btn, .input { min-height: 2.75rem; }
  .check { min-height: 2.75rem; align-items: center; }
  html { scroll-padding-bottom: 5rem; }
}
@media (max-width: 22rem) {
  .nav a { padding: 0 .375rem; font-size: var(--t-13); }
  .who { display: none; }
}
`;

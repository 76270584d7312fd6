/** A request and the rail beside it. */
export const request = `
.split { display: grid; grid-template-columns: minmax(0, 1fr) 21.5rem; gap: var(--s-6); align-items: start; }
.rail { position: sticky; top: var(--s-4); display: grid; gap: var(--s-4); }
.title { margin-bottom: var(--s-5); }
.title-meta { display: flex; flex-wrap: wrap; gap: var(--s-2) var(--s-3); align-items: center; margin-bottom: var(--s-2); font-size: var(--t-13); color: var(--ink-3); }
.sect { margin-top: var(--s-6); }
.sect > h2 { margin-bottom: var(--s-2); }
.sect-h { display: flex; align-items: baseline; justify-content: space-between; gap: var(--s-3); margin-bottom: var(--s-2); }
.sect-h .small { color: var(--ink-3); }
.facts-col { min-width: 0; }
.sect-1 { margin-bottom: var(--s-5); }
.title-id { overflow-wrap: anywhere; min-width: 0; }
.live { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s-2) var(--s-4); padding: var(--s-3) var(--s-4); margin-bottom: var(--s-5); border: 1px solid var(--warn-line); border-radius: var(--r-3); background: var(--warn-wash); }
.live p { flex: 1 1 16rem; }
`;

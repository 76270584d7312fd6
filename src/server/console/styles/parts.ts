/** Small parts: tags, buttons, notes, cards. */
export const parts = `
.tag { max-width: 100%; overflow-wrap: anywhere; display: inline-flex; align-items: center; gap: .3rem; padding: .0625rem .4375rem; border: 1px solid var(--line-2); border-radius: var(--r-1); font-size: var(--t-12); line-height: 1.125rem; color: var(--ink-2); background: var(--surface); }
.tag svg { width: 12px; height: 12px; }
.tag-warn { color: var(--warn); background: var(--warn-wash); border-color: var(--warn-line); }
.tag-danger { color: var(--danger); background: var(--danger-wash); border-color: var(--danger-line); }
.tag-ok { color: var(--ok); background: var(--ok-wash); border-color: var(--ok-line); }
.effect { display: inline-flex; align-items: center; gap: .375rem; font-size: var(--t-13); font-weight: 500; color: var(--ink-2); }
.effect-high { color: var(--danger); }
.effect-mid { color: var(--warn); }

.btn { display: inline-flex; align-items: center; justify-content: center; gap: .4rem; min-height: 2.25rem; padding: .375rem .875rem; border: 1px solid var(--line-2); border-radius: var(--r-2); background: var(--surface); color: var(--ink); font-weight: 500; line-height: 1.25; text-decoration: none; cursor: pointer; box-shadow: var(--shadow); }
.btn:hover { background: var(--sunk); }
.btn-solid { background: var(--solid); border-color: var(--solid); color: var(--solid-ink); }
.btn-solid:hover { background: var(--solid-hover); }
.btn-deny { color: var(--danger); border-color: var(--danger-line); }
.btn-deny:hover { background: var(--danger-wash); }
.btn-quiet { border-color: transparent; background: transparent; box-shadow: none; color: var(--ink-2); }
.btn-quiet:hover { color: var(--ink); background: var(--sunk); }
.btn-wide { width: 100%; }

.field { display: block; }
.field > label, .label { display: block; font-weight: 500; font-size: var(--t-13); margin-bottom: .25rem; }
.hint { color: var(--ink-3); font-size: var(--t-12); line-height: 1.4; margin-top: .3rem; }
.input { width: 100%; min-height: 2.25rem; padding: .4rem .625rem; border: 1px solid var(--line-2); border-radius: var(--r-2); background: var(--surface); color: var(--ink); }
.input::placeholder { color: var(--ink-3); opacity: 1; }
.input:focus-visible { outline-offset: -1px; border-color: var(--accent); border-radius: var(--r-2); }
.input[aria-invalid="true"] { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
textarea.input { min-height: 3.5rem; resize: vertical; line-height: 1.45; display: block; }
.input-mono { font-family: var(--mono); font-size: var(--t-13); }
.error { display: flex; gap: .35rem; color: var(--danger); font-size: var(--t-13); margin-top: .35rem; }
.error svg { margin-top: .15rem; }
.check { display: flex; gap: var(--s-2); align-items: flex-start; font-size: var(--t-13); }
.field > .check { display: flex; margin: 0; font-weight: 400; }
.check input { width: 1rem; height: 1rem; margin: .15rem 0 0; accent-color: var(--accent); flex: none; }

.note { display: grid; grid-template-columns: auto 1fr; gap: var(--s-1) .625rem; padding: var(--s-3) var(--s-4); border: 1px solid var(--line); border-radius: var(--r-3); background: var(--surface); }
.note > svg { margin-top: .15rem; }
.note h2, .note p { grid-column: 2; }
.note p { color: var(--ink-2); max-width: 75ch; }
.note-warn { background: var(--warn-wash); border-color: var(--warn-line); } .note-warn > svg { color: var(--warn); }
.note-danger { background: var(--danger-wash); border-color: var(--danger-line); } .note-danger > svg { color: var(--danger); }
.note-ok { background: var(--ok-wash); border-color: var(--ok-line); } .note-ok > svg { color: var(--ok); }
.note-warn p, .note-danger p, .note-ok p { color: var(--ink); }
.note .actions { grid-column: 2; margin-top: var(--s-2); }
.actions { display: flex; flex-wrap: wrap; gap: var(--s-2); }

.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--r-3); box-shadow: var(--shadow); }
.card-in { padding: var(--s-4); }
.btn-small { min-height: 1.75rem; padding: .125rem .625rem; font-size: var(--t-13); }
.error-live:empty { display: none; }
.note > ul { grid-column: 2; display: grid; gap: .25rem; overflow-wrap: anywhere; }
.note + * { margin-top: var(--s-5); }
.held { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .5rem; padding: var(--s-3); border: 1px solid var(--line-2); border-radius: var(--r-2); background: var(--sunk); font-size: var(--t-13); overflow-wrap: anywhere; }
.held svg { margin-top: .1rem; color: var(--ink-3); }
.check span { min-width: 0; overflow-wrap: anywhere; }
.field code, .later code { overflow-wrap: anywhere; }
`;

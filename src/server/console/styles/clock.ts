/** The time left. */
export const clock = `
.due { white-space: nowrap; font-variant-numeric: tabular-nums; }
.due-soon { color: var(--warn); font-weight: 500; }
.due-now { color: var(--danger); font-weight: 600; }
progress { appearance: none; -webkit-appearance: none; display: block; width: 100%; height: 4px; border: 0; border-radius: 2px; background: var(--line); overflow: hidden; color: var(--ink-3); }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: currentColor; }
progress::-moz-progress-bar { background: currentColor; }
progress.p-soon { color: var(--warn); }
progress.p-now { color: var(--danger); }
.due { font-weight: 400; }
.due-soon { font-weight: 500; }
.due-now { font-weight: 600; }
`;

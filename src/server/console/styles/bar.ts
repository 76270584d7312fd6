/** The bar at the top, and people by their letter. */
export const bar = `
.bar { background: var(--surface); border-bottom: 1px solid var(--line); }
.bar-in { max-width: 75rem; margin: 0 auto; padding: 0 var(--s-5); min-height: 3.25rem; display: flex; align-items: center; gap: var(--s-5); }
.brand { display: inline-flex; align-items: center; gap: var(--s-2); font-weight: 600; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
.nav { display: flex; gap: var(--s-1); align-self: stretch; }
.nav a { display: inline-flex; align-items: center; padding: 0 var(--s-3); color: var(--ink-2); text-decoration: none; border-bottom: 2px solid transparent; border-top: 2px solid transparent; }
.nav a:hover { color: var(--ink); }
.nav a[aria-current] { color: var(--ink); font-weight: 500; border-bottom-color: var(--ink); }
.bar-end { margin-left: auto; display: flex; align-items: center; gap: var(--s-4); color: var(--ink-2); font-size: var(--t-13); }
.env { display: inline-flex; align-items: center; gap: .4rem; }
.env svg { color: var(--danger); }
.who { display: inline-flex; align-items: center; gap: var(--s-2); }
.ava { display: inline-grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: 50%; background: var(--sunk); border: 1px solid var(--line-2); color: var(--ink-2); font-size: var(--t-11); font-weight: 600; text-transform: uppercase; flex: none; }
.ava-yes { background: var(--ok-wash); border-color: var(--ok-line); color: var(--ok); }
.ava-no { background: var(--danger-wash); border-color: var(--danger-line); color: var(--danger); }
.ava-open { background: transparent; border-style: dashed; }
.env-t { max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bar-end .btn { white-space: nowrap; }
.bar-end { min-width: 0; }
.who > span:last-child { max-width: 12rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
`;

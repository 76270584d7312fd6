/** Pages and their headings. */
export const page = `
.page { max-width: 75rem; margin: 0 auto; padding: var(--s-5) var(--s-5) var(--s-7); }
.head { display: flex; align-items: flex-end; justify-content: space-between; gap: var(--s-4); flex-wrap: wrap; margin-bottom: var(--s-4); }
h1 { font-size: var(--t-24); line-height: 1.25; font-weight: 600; letter-spacing: -.018em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: var(--t-14); line-height: 1.4; font-weight: 600; }
h3 { font-size: var(--t-13); font-weight: 600; }
.lead { color: var(--ink-2); margin-top: var(--s-1); max-width: 60ch; }
.crumb { display: inline-flex; align-items: center; gap: .35rem; color: var(--ink-3); text-decoration: none; font-size: var(--t-13); margin-bottom: var(--s-3); }
.crumb:hover { color: var(--ink); text-decoration: underline; }
.lead-why { max-width: 80ch; overflow-wrap: anywhere; }
`;

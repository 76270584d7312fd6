/** Forced colours, print and motion. */
export const media = `
@media (forced-colors: active) {
  .pip-yes, progress { forced-color-adjust: none; }
  .seal-top { border-bottom: 1px solid; }
  .cp, .tag, .ava { border: 1px solid; }
}
@media print {
  .bar, .dock, .decide form, .filter, .skip { display: none; }
  body { background: #fff; }
  .split { display: block; }
  .fold-all, .lines > pre { max-height: none; overflow: visible; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
`;

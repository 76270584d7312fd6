import { type Html, html } from "./html.js";

/** A whole document. Its style and script are files of ours: the page works under `style-src 'self'; script-src 'self'`. */
export const htmlDocument = (base: string, title: string, body: Html): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="same-origin">
<title>${title} · countersign</title>
<link rel="stylesheet" href="${base}/assets/console.css">
<script src="${base}/assets/console.js" defer></script>
</head>
<body>
${body}
</body>
</html>
`);

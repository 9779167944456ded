import type { Provenance } from "./provenance.ts";

/** A page that stands alone: the figure in its light and dark forms, its caption, and the specs it was made from. */
export function htmlText(lightSvg: string, darkSvg: string, caption: string, about: Provenance): string {
  const specs = escapeHtml(JSON.stringify(about.specs, null, 1));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(about.figure)}</title>
<style>
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 Georgia, serif; color: #1a1a1a; background: #fff }
svg { width: 100%; height: auto } .dark { display: none } pre { white-space: pre-wrap; font-size: .8rem }
@media (prefers-color-scheme: dark) { body { color: #ececec; background: #14171c } .light { display: none } .dark { display: block } }
</style>
<figure>
<div class="light">${lightSvg}</div>
<div class="dark">${darkSvg}</div>
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
<details><summary>Made by ${escapeHtml(about.package)} from these specs (SHA-256 ${about.hash})</summary><pre>${specs}</pre></details>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

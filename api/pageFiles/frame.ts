/** What is a page's own in its HTML. All of it is text of ours and stands there as it is. */
export interface PageParts {
  readonly title: string;
  /** Address of its icon. */
  readonly icon: string;
  /** Lines of its head. */
  readonly head: readonly string[];
  /** What it says to who runs no scripts. */
  readonly noscript: string;
}

/** Where nothing is to be asked for. */
export const NO_ICON = 'data:,';

/** A page in HTML, with `#page` for its scripts to draw into. */
export function frame({ title, icon, head, noscript }: PageParts): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="${icon}">
    ${head.join('\n    ')}
  </head>
  <body>
    <div id="page"></div>
    <noscript>${noscript}</noscript>
  </body>
</html>
`;
}

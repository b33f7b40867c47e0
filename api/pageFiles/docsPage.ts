import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from './page.ts';

const resolver = createRequire(import.meta.url);

/** A file of the package, null where that is not installed. */
function ofPackage(name: string): string | null {
  try {
    return resolver.resolve(`swagger-ui-dist/${name}`);
  } catch {
    return null;
  }
}

/** `/docs`: Swagger UI, from which every path of the OpenAPI document can be tried out. */
export const docsPage: Page = {
  path: '/docs',
  policy: {
    scriptSrc: ["'self'"],
    // It sets styles of single elements, and has its pictures in its style sheet.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
  },
  html: (root) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>binance-collector: HTTP API, to be tried out</title>
    <link rel="icon" href="${root}docs/icon.png">
    <link rel="stylesheet" href="${root}docs/swagger-ui.css">
    <script defer src="${root}docs/swagger-ui-bundle.js"></script>
    <script type="module" src="${root}docs/start.js"></script>
  </head>
  <body>
    <div id="page"></div>
    <noscript>This page needs scripts. <a href="${root}openapi.json">openapi.json</a> says the same.</noscript>
  </body>
</html>
`,
  files: [
    { name: 'swagger-ui.css', type: 'text/css', file: ofPackage('swagger-ui.css') },
    { name: 'swagger-ui-bundle.js', type: 'text/javascript', file: ofPackage('swagger-ui-bundle.js') },
    {
      name: 'swagger-ui-bundle.js.LICENSE.txt',
      type: 'text/plain',
      file: ofPackage('swagger-ui-bundle.js.LICENSE.txt'),
    },
    { name: 'icon.png', type: 'image/png', file: ofPackage('favicon-32x32.png') },
    { name: 'start.js', type: 'text/javascript', file: fileURLToPath(new URL('./browser/docs.js', import.meta.url)) },
  ],
};

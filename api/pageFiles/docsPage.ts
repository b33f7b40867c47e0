import { fileURLToPath } from 'node:url';
import { packageFile } from './packageFile.ts';
import { besideOwnFolder, type Page } from './page.ts';

const ofPackage = (name: string): string | null => packageFile(`swagger-ui-dist/${name}`);

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
  rootOf: besideOwnFolder,
  parts: (root) => ({
    title: 'binance-collector: HTTP API, to be tried out',
    icon: `${root}docs/icon.png`,
    head: [
      `<link rel="stylesheet" href="${root}docs/swagger-ui.css">`,
      `<script defer src="${root}docs/swagger-ui-bundle.js"></script>`,
      `<script type="module" src="${root}docs/start.js"></script>`,
    ],
    noscript: `This page needs scripts. <a href="${root}openapi.json">openapi.json</a> says the same.`,
  }),
  files: [
    { path: '/docs/swagger-ui.css', type: 'text/css', file: ofPackage('swagger-ui.css') },
    { path: '/docs/swagger-ui-bundle.js', type: 'text/javascript', file: ofPackage('swagger-ui-bundle.js') },
    {
      path: '/docs/swagger-ui-bundle.js.LICENSE.txt',
      type: 'text/plain',
      file: ofPackage('swagger-ui-bundle.js.LICENSE.txt'),
    },
    { path: '/docs/icon.png', type: 'image/png', file: ofPackage('favicon-32x32.png') },
    {
      path: '/docs/start.js',
      type: 'text/javascript',
      file: fileURLToPath(new URL('./browser/docs.js', import.meta.url)),
    },
  ],
};

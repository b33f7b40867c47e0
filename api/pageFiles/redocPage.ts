import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NO_ICON } from './frame.ts';
import { besideOwnFolder, type Page } from './page.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A file that the build copies: scripts/setup/copyBundles.js. */
function built(name: string): string | null {
  const file = here(`./redoc/${name}`);
  return existsSync(file) ? file : null;
}

/** `/redoc`: the OpenAPI document to be read, by ReDoc. */
export const redocPage: Page = {
  path: '/redoc',
  policy: {
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    // Its search runs beside the page.
    workerSrc: ['blob:'],
  },
  rootOf: besideOwnFolder,
  parts: (root) => ({
    title: 'binance-collector: HTTP API, to be read',
    icon: NO_ICON,
    head: [
      '<style>body { margin: 0 }</style>',
      `<script defer src="${root}redoc/redoc.standalone.js"></script>`,
      `<script type="module" src="${root}redoc/start.js"></script>`,
    ],
    noscript: `This page needs scripts. <a href="${root}openapi.json">openapi.json</a> says the same.`,
  }),
  files: [
    { path: '/redoc/redoc.standalone.js', type: 'text/javascript', file: built('redoc.standalone.js') },
    {
      path: '/redoc/redoc.standalone.js.LICENSE.txt',
      type: 'text/plain',
      file: built('redoc.standalone.js.LICENSE.txt'),
    },
    { path: '/redoc/start.js', type: 'text/javascript', file: here('./browser/redoc.js') },
  ],
};

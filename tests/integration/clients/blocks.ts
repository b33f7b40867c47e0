import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The clients, by the names of their packages. */
export const packageNames = [
  'ccxt',
  '@binance/spot',
  '@binance/derivatives-trading-usds-futures',
  '@binance/connector',
  'binance',
  'binance-api-node',
  'node-binance-api',
] as const;
export type PackageName = (typeof packageNames)[number];

/** What every block asks. */
const DOCUMENTED_URL = 'http://127.0.0.1:8000';
const FILE = resolve('docs/clients.md');

/** The block of `docs/clients.md` that a user pastes, with another address in place of the documented one. @throws Error where there is none */
export function blockOf(name: PackageName, url: string): string {
  const page = readFileSync(FILE, 'utf8');
  const section = page.split(/^## /m).find((part) => part.startsWith(`${name}\n`));
  const [, block] = /^```js\n(.*?)^```$/ms.exec(section ?? '') ?? [];
  if (!block?.includes(DOCUMENTED_URL)) throw new Error(`${FILE} has no block for ${name} with ${DOCUMENTED_URL}`);
  return block.replaceAll(DOCUMENTED_URL, url);
}

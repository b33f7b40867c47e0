import fs from 'node:fs';
import path from 'node:path';
import { feedsOf, marketNames, markets } from '../../markets/markets.js';

/**
 * Writes the register of a market's feeds from its table: for the feed `pair-info` it names `pairInfo`, which `pairInfo.ts` exports. It is plain
 * JavaScript because a new row compiles only with its line in the register, so the register must be written before the build.
 */

/** @typedef {import('../../markets/markets.js').Market} Market */

/**
 * The name of a feed's file and of what it exports: `pairInfo` for `pair-info`.
 * @param {string} feed
 */
export const exportOf = (feed) => feed.replace(/-(.)/g, (_match, letter) => letter.toUpperCase());

/** @param {string} feed */
const keyOf = (feed) => (/^[a-z][a-z0-9]*$/.test(feed) ? feed : `'${feed}'`);

/** @param {Market} market */
function registerOf(market) {
  const feeds = feedsOf(market);
  const imports = feeds.map((feed) => exportOf(feed)).sort();
  const lines = feeds.map(
    (feed) => `  ${keyOf(feed) === exportOf(feed) ? feed : `${keyOf(feed)}: ${exportOf(feed)}`},`,
  );
  return `// Written by npm run generate, from the market's table.
import type { markets } from '../../../../markets/markets.js';
import type { FeedFactory } from '../../../../model/feed.ts';
${imports.map((name) => `import { ${name} } from './${name}.ts';`).join('\n')}

/** What each feed of the table is made by: one that is missing does not compile. */
export const feedFactories = {
${lines.join('\n')}
} satisfies Record<keyof (typeof markets)['${market}']['feeds'], FeedFactory>;
`;
}

/**
 * The folder of a market's feed files, relative to the project's folder.
 * @param {Market} market
 */
export const feedFolder = (market) => `exchanges/${markets[market].exchange.name}/${market}/feeds`;

/**
 * The registers of all markets; paths are relative to the project's folder.
 * @returns {{ readonly path: string, readonly content: string }[]}
 */
export const feedRegisters = () =>
  marketNames.map((market) => ({
    path: `${feedFolder(market)}/feeds.ts`,
    content: registerOf(market),
  }));

/** @param {string} root the project's folder */
export function writeFeedRegisters(root) {
  for (const register of feedRegisters()) fs.writeFileSync(path.join(root, register.path), register.content);
}

import fs from 'node:fs';
import path from 'node:path';
import { columnTypes } from '../../markets/market.js';
import { marketNames, markets } from '../../markets/markets.js';
import { exportOf, feedFolder, feedRegisters } from './feedRegister.js';

/**
 * What is wrong with the tables of markets, a line for each fault. The compiler finds most of it too, but says it of each place that reads
 * the row, in dozens of lines.
 */

/**
 * A row as somebody may have written it.
 * @typedef {object} WrittenRow
 * @property {string} [ask]
 * @property {number} [chunk]
 * @property {{ readonly turn: number, readonly early?: { readonly turn: number } }} [stretch]
 * @property {readonly ({ readonly name: string, readonly type: string } | null)[]} [fields]
 * @property {readonly ({ readonly name: string, readonly type: string, readonly sum?: string } | null)[]} [columns]
 * @property {{ readonly state: string, readonly end: string, readonly order?: string }} [changes]
 */

/**
 * @param {string} root the project's folder
 * @returns {string[]}
 */
export function tableFaults(root) {
  /** @param {string} file */
  const read = (file) => {
    const full = path.join(root, file);
    return fs.existsSync(full) ? fs.readFileSync(full, 'utf8') : undefined;
  };
  const ofMarkets = marketNames.flatMap((market) => [
    ...rowFaults(`markets/${market}.js`, markets[market].feeds),
    ...fileFaults(`markets/${market}.js`, feedFolder(market), Object.keys(markets[market].feeds), read),
  ]);
  if (ofMarkets.length > 0) return ofMarkets;
  const stale = feedRegisters().filter((register) => read(register.path) !== register.content);
  return stale.map((register) => `${register.path} is not what the table gives: npm run generate`);
}

/**
 * @param {string} table its file
 * @param {Readonly<Record<string, WrittenRow>>} feeds
 * @returns {string[]}
 */
export function rowFaults(table, feeds) {
  /** @type {Map<number, string>} */
  const turns = new Map();
  return Object.entries(feeds).flatMap(([feed, { ask, chunk, stretch, fields = [], columns = [], changes }]) => {
    const faults = [];
    if (ask === 'pairs' && chunk === undefined)
      faults.push("chunk is missing, the most pairs that one request with ask: 'pairs' is for");
    if (ask !== 'pairs' && chunk !== undefined) faults.push("chunk is only for ask: 'pairs'");
    if (stretch === undefined) faults.push('stretch is missing, which says when its period is made longer');
    for (const turn of [stretch?.turn, stretch?.early?.turn]) {
      if (turn === undefined) continue;
      const owner = turns.get(turn);
      if (owner !== undefined) faults.push(`the turn ${turn} of stretch is that of ${owner}`);
      turns.set(turn, feed);
    }
    for (const column of [...fields, ...columns]) {
      if (column === null || columnTypes.some((type) => type === column.type)) continue;
      faults.push(`${column.name} has the type ${column.type}, which is none of ${columnTypes.join(', ')}`);
    }
    return [...faults, ...sumFaults(columns, changes)].map((fault) => `${table}, ${feed}: ${fault}`);
  });
}

/**
 * What is wrong with how candles are summed up: where one column says it, all must but those of times and state.
 * @param {readonly ({ readonly name: string, readonly sum?: string } | null)[]} columns
 * @param {WrittenRow['changes']} changes
 * @returns {string[]}
 */
function sumFaults(columns, changes) {
  if (!columns.some((column) => column?.sum !== undefined)) return [];
  const known = [columns[0]?.name, changes?.state, changes?.end];
  const faults = columns.flatMap((column) =>
    column === null || column.sum !== undefined || known.includes(column.name)
      ? []
      : [`${column.name} does not say how it is summed up, as other columns do`],
  );
  const order = columns.find((column) => column?.name === changes?.order);
  if (order?.sum === 'total') return faults;
  return [...faults, 'what is summed up needs an order in changes that is a total, by which the newer state is told'];
}

/**
 * @param {string} table its file
 * @param {string} folder where the files of its feeds are
 * @param {readonly string[]} feeds
 * @param {(file: string) => string | undefined} read
 * @returns {string[]}
 */
export function fileFaults(table, folder, feeds, read) {
  return feeds.flatMap((feed) => {
    const name = exportOf(feed);
    const file = `${folder}/${name}.ts`;
    const content = read(file);
    if (content === undefined) return [`${table}, ${feed}: ${file} is missing`];
    const isExported = new RegExp(`^export (const|function) ${name}\\b`, 'm').test(content);
    return isExported ? [] : [`${table}, ${feed}: ${file} has to export ${name}`];
  });
}

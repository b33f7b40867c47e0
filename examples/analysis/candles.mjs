/*
 * Draws the candles that the newest snapshot of a pair holds, as text, and how a figure has moved from snapshot to snapshot. It needs Node 20 and
 * no package.
 *
 *     npm run snapshot -- --code btcusdt --every 60
 *     node examples/analysis/candles.mjs data/snapshots spot btcusdt candles.60.average10
 *
 * All names of figures: docs/analysis.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, market, code, name = 'spread.basisPoints'] = process.argv.slice(2);
if (code === undefined) {
  console.error('usage: node candles.mjs FOLDER MARKET CODE [FIGURE], such as data/snapshots spot btcusdt spread.mid');
  process.exit(1);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    console.error(`${file} is left out: ${error.message}`);
    return null;
  }
}

const snapshots = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((file) => file.endsWith('.json'))
  .map(read)
  // Another version may mean something else by the same name.
  .filter((snapshot) => snapshot?.version === 1 && snapshot.market === market && snapshot.code === code)
  .sort((one, other) => one.at - other.at);
const newest = snapshots.at(-1);
if (newest === undefined) {
  console.error(`there is no snapshot of ${market} ${code} in ${folder}`);
  process.exit(1);
}

const WIDTH = 60;
const HOUR_MS = 3_600_000;
const utc = (ms) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** Of a candle that is not final: it forms, or it is over and its last values are not confirmed yet. */
const stateOf = (openTime) => (newest.at < openTime + HOUR_MS ? ' forming' : ' not confirmed');

/** Rows are lists, and the columns say what stands where. */
const rowsOf = ({ columns, rows }) =>
  rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));

const hours = newest.parts.klines['60'] === null ? [] : rowsOf(newest.parts.klines['60']).slice(-24);
// Prices are decimals as text, so that nothing is lost. To draw them, numbers are near enough.
const lowest = Math.min(...hours.map(({ low }) => Number(low)));
const highest = Math.max(...hours.map(({ high }) => Number(high)));
const place = (price) => Math.round(((Number(price) - lowest) / (highest - lowest || 1)) * WIDTH);
for (const { openTime, open, high, low, close, final } of hours) {
  const line = Array.from({ length: WIDTH + 1 }, () => ' ');
  line.fill('-', place(low), place(high) + 1);
  const [from, to] = [place(open), place(close)].sort((one, other) => one - other);
  line.fill(Number(close) < Number(open) ? '#' : '=', from, to + 1);
  console.log(`${utc(openTime)} |${line.join('')}| ${close}${final ? '' : stateOf(openTime)}`);
}
const { average10, average20, trend } = newest.figures.candles['60'] ?? {};
console.log(`averages of closes: ${average10} (10 hours), ${average20} (20 hours); trend: ${trend}`);

const figure = (snapshot) => name.split('.').reduce((within, step) => within?.[step], snapshot.figures) ?? null;
for (const snapshot of snapshots.slice(-20)) console.log(`${utc(snapshot.at)} ${name} ${figure(snapshot)}`);

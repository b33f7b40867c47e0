import type { Health } from '../../api/state/health/health.ts';
import { DEFAULT_MARKET } from '../../markets/markets.js';
import { printable } from '../../runtime/logLine.ts';
import { isTraded, streamedTypes, typeName } from './feedNames.ts';
import { otherMarkets } from './marketsOf.ts';
import { span } from './span.ts';
import { downLines, relayLines, streamLines } from './streamLines.ts';

export interface StatusTableOptions {
  /** Characters in a line. */
  width: number;
  /** Whether to use terminal colours. */
  color: boolean;
}

type Feed = Health['feeds'][number];
type Paint = (text: string) => string;

const mostErrors = 5;

/** An operator's view of /health: what is wrong first, then the age of each feed (rows) and pair (columns). One string per line. */
export function statusTable(health: Health, { width, color }: StatusTableOptions): string[] {
  const paint = (code: number): Paint => (color ? (text) => `\x1b[${code}m${text}\x1b[0m` : (text) => text);
  const red = paint(31);
  const headline = health.status === 'ok' ? paint(32) : red;
  const lines = [
    `${headline(health.status)} · source ${health.source ?? 'not known'} · ${redisLine(health)} · config ${health.config.api.hash}`,
    weightLine(health),
    ...otherMarkets(health).map(
      ([market, state]) => `${market}: source ${state.source ?? 'not known'} · ${weightLine(state)}`,
    ),
    ...health.callers.filter(({ share }) => share > 0).map(callersLine),
    ...infoLines(health),
    ...backfillLines(health).map(printable),
    ...streamLines(health).map(printable),
    ...relayLines(health),
    ...problems(health).map((line) => red(printable(line))),
    ...leftovers(health),
  ];
  return [...lines.flatMap((line) => (color ? [line] : wrap(line, width))), ...table(health, width, red)];
}

function weightLine({ weight }: Pick<Health, 'weight'>): string {
  const { used, planned, foreign, budget, limit, level } = weight;
  const others = foreign > 0 ? `, ${foreign} set aside for others` : '';
  const pools = (weight.pools ?? []).map((pool) => {
    const window = span(pool.windowMs);
    return `; ${pool.name} in ${window}: ${pool.used ?? '?'} used, ${pool.planned} planned, ${pool.budget} ours of ${pool.limit}`;
  });
  return `weight this minute: ${used ?? '?'} used, ${planned} planned${others}, ${budget} ours of ${limit}${level === 3 ? '; by streams' : ''}${pools.join('')}`;
}

function callersLine({ market, allowed, used, refused, entries, bytes }: Health['callers'][number]): string {
  const named = market === DEFAULT_MARKET ? '' : `${market}: `;
  const memory = `${entries} answers of ${(bytes / 1e6).toFixed(1)} MB kept`;
  return `${named}callers this minute: ${used ?? '?'} weight used of ${allowed} · ${refused} requests refused since the start · ${memory}`;
}

/** What is known of all that each exchange lists. An API of a version before says nothing of it. */
function infoLines(health: Health): string[] {
  return [[DEFAULT_MARKET, health] as const, ...otherMarkets(health)].flatMap(([market, { exchangeInfo }]) => {
    if (exchangeInfo == null) return [];
    const { symbols, leftOut, asOf, stale } = exchangeInfo;
    const named = market === DEFAULT_MARKET ? '' : `${market}: `;
    const left = leftOut > 0 ? `, ${leftOut} left out` : '';
    return [`${named}exchangeInfo: ${symbols} symbols${left}, ${span(health.at - asOf)} old${stale ? ' !' : ''}`];
  });
}

/** An API of a version before says nothing of it. */
function backfillLines({ backfill }: Health): string[] {
  if (backfill == null) return [];
  const { days, done, series, part, rows, now, waitsFor } = backfill;
  const how = waitsFor === '' ? '' : `, waits: ${waitsFor}`;
  const what = now === '' ? '' : ` · ${now}`;
  return [
    `backfill of ${days} days: ${Math.floor(part * 100)}%, ${done} of ${series} series done, ${rows} rows${how}${what}`,
  ];
}

function redisLine({ redis }: Health): string {
  if (!redis.ok) return 'Redis does not answer';
  if (redis.usedMemory === null) return 'Redis ok';
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return `Redis ${mb(redis.usedMemory)}${redis.maxMemory ? ` of ${mb(redis.maxMemory)}` : ''}`;
}

/** Why not all is well, and what else an operator may want to act on. An API of a version before does not say why. */
function problems(health: Health): string[] {
  const { why = [], config, workers, feeds, openGaps } = health;
  const lines = [...why, ...downLines(feeds)];
  const states = [config.api, ...Object.values(config.workers)];
  for (const { name, lastMismatch, counters } of workers) {
    if (lastMismatch === undefined) continue;
    const { code, why, at } = lastMismatch;
    const times = counters.mismatched ?? 1;
    lines.push(`${name} ${code}: ${times} × wrong by its stream and mended, last ${shortTime(at)} UTC: ${why}`);
  }
  const restart = new Set(states.flatMap(({ restartNeeded }) => restartNeeded));
  if (restart.size > 0) lines.push(`restart to apply: ${[...restart].join(', ')}`);
  if (openGaps !== null && openGaps > 0)
    lines.push(`${openGaps} ${openGaps === 1 ? 'gap' : 'gaps'} not filled yet, listed at /gaps?state=open`);
  const failing = feeds.filter(({ failures }) => failures > 0);
  for (const feed of failing.slice(0, mostErrors)) {
    const { code, failures, lastError } = feed;
    lines.push(`${typeName(feed)} ${code}: ${failures} failures in a row, the last: ${lastError ?? 'not known'}`);
  }
  if (failing.length > mostErrors) lines.push(`… and ${failing.length - mostErrors} more that fail`);
  return lines;
}

/** @param time ms */
const shortTime = (time: number): string => new Date(time).toISOString().slice(11, 19);

/** A line about disabled feeds whose data is still stored. That is no fault, but it takes memory and grows old. */
function leftovers({ disabled }: Health): string[] {
  const types = disabled.filter(({ pairs }) => pairs > 0).map(typeName);
  if (types.length === 0) return [];
  return [`disabled, but still stored: ${types.join(', ')}; to remove it: npm run clear -- --disabled --yes`];
}

/** The table of ages: as many pairs side by side as fit, the others below. */
function table({ feeds, workers }: Health, width: number, red: Paint): string[] {
  const streamed = streamedTypes(workers);
  const types = [...new Set(feeds.map(typeName))];
  const codes = [...new Set(feeds.map(({ code }) => code))];
  const cells = new Map(feeds.map((feed) => [`${typeName(feed)} ${feed.code}`, feed]));
  const typeWidth = Math.max(12, ...types.map((type) => type.length + 1));
  const columnWidth = Math.max(9, ...feeds.flatMap((feed) => [feed.code.length, cell(feed).length])) + 2;
  const perBlock = Math.max(1, Math.floor((width - typeWidth - 8) / columnWidth));
  const lines: string[] = [];
  for (let from = 0; from < codes.length; from += perBlock) {
    const block = codes.slice(from, from + perBlock);
    lines.push(
      '',
      `${'type'.padEnd(typeWidth)}${'period'.padStart(8)}${block.map((code) => code.padStart(columnWidth)).join('')}`,
    );
    for (const type of types) {
      const row = block.map((code) => cells.get(`${type} ${code}`));
      const period = row.find((feed) => feed !== undefined)?.period;
      const texts = row.map((feed) => {
        const text = cell(feed).padStart(columnWidth);
        return feed?.stale ? red(text) : text;
      });
      const every = streamed.has(type) ? 'stream' : period === undefined ? '' : span(period * 1000);
      lines.push(`${type.padEnd(typeWidth)}${every.padStart(8)}${texts.join('')}`);
    }
  }
  return lines;
}

/** The age of a value, with `!` if it is stale. For a pair that is not traded, its status stands here instead. */
function cell(feed: Feed | undefined): string {
  if (feed === undefined) return '';
  if (!isTraded(feed)) return feed.status;
  if (feed.age === null) return feed.waiting ? 'none yet' : 'no data !';
  return feed.stale ? `${span(feed.age)} !` : span(feed.age);
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of line.split(' ')) {
    const last = lines[lines.length - 1] ?? '';
    const longer = last === '' ? word : `${last} ${word}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines;
}

import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { intervalName } from '../../exchanges/binance/intervals.ts';
import { intervalMinutes } from '../../markets/intervals.js';
import type { Interval } from '../../markets/markets.js';
import type { World } from '../../rig/world.ts';

/** Pairs that are watched: more would keep the machine busy with watching. */
const PAIRS = 3;
const EVERY_MS = 25;
/** Changes shortly before the end are not waited for. */
const REST_MS = 5_000;
/** The book is looked at so often to see when it changes. */
const LOOK_MS = 10;

/** How far an answer has come: trades by id, the book by its lastUpdateId, candles by open time and number of trades. */
type State = readonly [first: number, second: number];

interface View {
  readonly code: string;
  readonly type: 'trades' | 'depth' | Interval;
  /** Each state, and when (exchange ms) an answer showed it for the first time. */
  readonly seen: { readonly at: number; readonly state: State }[];
}

const isBefore = ([a, b]: State, [c, d]: State): boolean => a < c || (a === c && b < d);

/**
 * From each change in the exchange to the first answer of GetData that shows it, ms: of the book, and of each trade, among the trades
 * and in the newest candle of each interval, which counts it. Infinite for what no answer has shown by 5 s after the end.
 */
export async function measureFreshness(world: World, seconds: number): Promise<number[]> {
  const codes = world.config().pairs.slice(0, PAIRS);
  const views = codes.flatMap((code) =>
    (['trades', 'depth', ...intervalMinutes] as const).map((type): View => ({ code, type, seen: [] })),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: PAIRS });
  const stopping = new AbortController();
  const from = world.now();
  const watching = Promise.all(views.map((view) => watch(world, view, agent, stopping.signal)));
  watching.catch(() => undefined); // it is awaited further down
  await wait(seconds * 1000);
  const to = world.now();
  await wait(REST_MS);
  stopping.abort();
  await watching;
  agent.destroy();
  return views.flatMap((view) =>
    changesOf(world, view, from, to).map(({ at, state }) => {
      const shown = view.seen.find((each) => !isBefore(each.state, state));
      return shown === undefined ? Number.POSITIVE_INFINITY : shown.at - at;
    }),
  );
}

async function watch(world: World, view: View, agent: Agent, signal: AbortSignal): Promise<void> {
  const url = `${world.apiUrl}/GetData?type=${view.type}&code=${view.code}`;
  let tag = '';
  while (!signal.aborted) {
    const started = performance.now();
    const answer = await ask(url, tag, agent);
    if (answer.status === 200) {
      tag = answer.tag;
      view.seen.push({ at: world.now(), state: stateOf(JSON.parse(answer.body) as Answer) });
    }
    await wait(Math.max(1, EVERY_MS - (performance.now() - started)));
  }
}

interface Answer {
  readonly lastUpdateId?: number;
  readonly data: readonly { readonly id?: number; readonly openTime?: number; readonly tradeCount?: number }[];
}

const stateOf = ({ lastUpdateId, data: [row] }: Answer): State => [
  lastUpdateId ?? row?.id ?? row?.openTime ?? -1,
  row?.tradeCount ?? 0,
];

function ask(url: string, tag: string, agent: Agent): Promise<{ status: number; tag: string; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { 'If-None-Match': tag } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, tag: response.headers.etag ?? '', body });
      });
    });
    request.on('error', reject);
  });
}

/** The changes within a time, and what the view has to show after each of them. */
function changesOf(
  { truths: { spot: truth } }: World,
  { code, type }: View,
  from: number,
  to: number,
): { at: number; state: State }[] {
  const symbol = code.toUpperCase();
  if (type === 'depth') {
    const idAt = (at: number): number =>
      (truth.answer({ path: '/api/v3/depth', params: { symbol, limit: 5 } }, at) as { lastUpdateId: number })
        .lastUpdateId;
    const looks = Array.from({ length: Math.floor((to - from) / LOOK_MS) }, (_, index) => {
      const at = from + index * LOOK_MS;
      return { at, state: [idAt(at), 0] as const };
    });
    return looks.filter(({ state }, index) => index > 0 && state[0] !== looks[index - 1]?.state[0]);
  }
  return truth.tradeTimes(code, from, to).map((at) => {
    if (type === 'trades') return { at, state: [truth.lastTradeId(code, at), 0] };
    const params = { symbol, interval: intervalName(type), limit: 1 };
    const [candle = []] = truth.answer({ path: '/api/v3/klines', params }, at) as number[][];
    return { at, state: [candle[0] ?? -1, candle[8] ?? -1] };
  });
}

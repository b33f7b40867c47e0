import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '../../../api/start.ts';
import { loadConfig } from '../../../config/load.ts';
import type { Market } from '../../../markets/markets.js';
import { startRelay } from '../../../relay/relay.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { createSimulator } from '../../../simulator/createSimulator.ts';
import { bookOf, levelRows } from '../../../simulator/endpoints/depth.ts';
import { updateId } from '../../../simulator/usdm/endpoints/depth.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog } from '../../testStore.ts';
import { type BenchOptions, openBench } from '../collectors/collecting.ts';
import type { WatchedBook } from './clientProcess.ts';
import { MINUTE, type Scene } from './step.ts';

/** An exchange; collectors and the API in front of it; and the same exchange once more, to be asked directly. */
export interface World {
  readonly oursUrl: string;
  readonly directUrl: string;
  readonly scene: Scene;
  /** Of the exchange, ms. */
  now(): number;
  /** Who is asked directly never is refused for what it weighs. */
  forgiveDirect(): void;
  /** From now on the API wants an access key. */
  wantKey(key: string): Promise<void>;
  /** Breaks all sockets for streams of the exchange. */
  cut(): void;
  /** The book of the scene's symbol at a time by the exchange's clock, ms: its number, and the best levels as numbers. */
  bookAt(market: Market, at: number, levels: number): WatchedBook;
  close(): Promise<void>;
}

const SYMBOL = 'BTCUSDT';
/** From when on nothing in the past changes any more, and what is stored is complete. */
const SETTLED_AGO = 3 * MINUTE;
const IDS_AGO = 15 * MINUTE;

/** @param options `symbols` of the exchange, in place of its own */
export async function openWorld(options: Pick<BenchOptions, 'symbols'> = {}): Promise<World> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'clients-'));
    closers.push(() => rmSync(directory, { recursive: true, force: true }));
    const pairs = [SYMBOL.toLowerCase()];
    const content = {
      ...{ pairs, transport: 'auto', usdm: { pairs, transport: 'auto' } },
      ...{ api: { port }, log: { directory }, callers: { share: 0.9 } },
      relay: { url: `unix://${join(directory, 'relay.sock')}` },
    };
    const bench = await openBench(content, { ...options, isRealTime: true });
    closers.push(() => bench.close());
    // What is traded follows from seed and time: both are the same exchange, each with limits of its own.
    const direct = await createSimulator(options);
    closers.push(() => direct.close());
    const streams = {
      BINANCE_SPOT_STREAM_URL: bench.simulator.streamUrl,
      BINANCE_USDM_STREAM_URL: bench.simulator.usdmStreamUrl,
    };
    await bench.start(undefined, streams);
    const { config } = loadConfig({ ...bench.env, ...streams });
    const relay = startRelay({ config: () => config, store: bench.store, log: createTestLog().log });
    closers.push(() => relay.stop());
    await relay.listening;
    const api = await startApi({
      env: { ...bench.env, ...streams },
      onFatal: (error) => {
        throw error;
      },
    });
    closers.push(() => api.stop());
    const oursUrl = `http://127.0.0.1:${port}`;
    await eventually(async () => (await fetch(`${oursUrl}/ready`)).status === 200);
    const settled = Math.floor(direct.now() / MINUTE) * MINUTE - SETTLED_AGO;
    const idOf = (listings: typeof direct.pairs): number =>
      listings.get(SYMBOL)?.trading.lastOrder(settled - IDS_AGO)?.id ?? 0;
    const ids = { spotId: idOf(direct.pairs), futuresId: idOf(direct.usdm.pairs) };
    return {
      ...{ oursUrl, directUrl: direct.url, now: direct.now, close },
      scene: { symbol: SYMBOL, other: 'ETCUSDT', settled, ...ids },
      bookAt(market, at, levels) {
        const listing = market === 'spot' ? direct.pairs.get(SYMBOL) : direct.usdm.pairs.get(SYMBOL);
        if (listing === undefined) throw new Error(`no ${SYMBOL}`);
        const book = bookOf(listing, at, levels);
        const { bids, asks } = levelRows(listing, book);
        const number = market === 'spot' ? book.lastUpdateId : updateId(book.lastUpdateId);
        const numbers = (side: readonly (readonly [string, string])[]) =>
          side.map(([price, quantity]) => [Number(price), Number(quantity)] as const);
        return { at, number, bids: numbers(bids), asks: numbers(asks) };
      },
      cut: () => bench.simulator.inject({ kind: 'stream-reset' }),
      forgiveDirect: () => direct.resetLimits(),
      async wantKey(key) {
        bench.edit({ ...content, api: { port, accessKeys: [key] } });
        await eventually(async () => (await fetch(`${oursUrl}/api/v3/ping`)).status === 401);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

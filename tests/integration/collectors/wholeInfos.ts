import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, gzipSync, inflateRawSync } from 'node:zlib';
import { createInfoReader, type InfoReader } from '../../../collectors/keeper/infoReader.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { connectors } from '../../../gateway/connectors.ts';
import { createGate } from '../../../gateway/gate.ts';
import { createSharedState, type SharedState } from '../../../gateway/sharedState.ts';
import { type Market, markets } from '../../../markets/markets.js';
import { machine } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { readInfoGzip, readInfoList, readInfoMeta } from '../../../store/market/exchangeInfo.ts';
import { createDefects } from '../../../store/reports/defects.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

export const NOON = Date.UTC(2026, 10, 21, 12);

/** What is sent in the simulator's place. */
interface Instead {
  readonly body: string;
  readonly isGzip: boolean;
  readonly status?: number;
}

/** A reader of the whole exchangeInfo, as one process has it, and a time that is set by hand. */
export interface Reading {
  readonly reader: InfoReader;
  readonly shared: SharedState;
  readonly counts: Record<string, number>;
  /** So many seconds later the reader has done what it does then. */
  later(seconds: number): Promise<void>;
}

interface ReadingOptions {
  readonly baseUrl?: string;
  /** What the plan needs, a minute. */
  readonly weight?: number;
}

/** A Redis and a simulated exchange for all tests of a file; each begins with nothing stored, spent or broken. */
export interface WholeInfos {
  readonly test: TestStore;
  readonly simulator: Simulator;
  /** Where `instead` is answered: the simulator answers where that is null. */
  readonly url: string;
  instead: Instead | null;
  /** What the simulator answers. */
  answerOf(path: string): Promise<Instead>;
  /** What is stored, made of each piece by itself, with its rows cut by their lengths. */
  piecesOf(market: Market): Promise<string>;
  reading(market: Market, use: (reading: Reading) => Promise<void>, options?: ReadingOptions): Promise<void>;
}

/** To be called once in a file of tests, outside of them. */
export function wholeInfos(): WholeInfos {
  let test: TestStore;
  let simulator: Simulator;
  let instead: Instead | null;
  let front: Server;
  let url: string;
  beforeAll(async () => {
    test = await openTestStore();
    simulator = await createSimulator({ now: () => NOON });
    front = createServer(async (request, response) => {
      const answer = instead ?? (await answerOf(request.url ?? ''));
      response.setHeader('x-simulator', '1');
      if (answer.isGzip) response.setHeader('content-encoding', 'gzip');
      response.writeHead(answer.status ?? 200).end(answer.isGzip ? gzipSync(answer.body) : answer.body);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    await test.store.redis.flushdb();
    test.messages.length = 0;
    simulator.clearFaults();
    simulator.resetStats();
    simulator.resetLimits();
    instead = null;
  });
  afterAll(async () => {
    front.closeAllConnections();
    front.close();
    await simulator.close();
    await test.close();
  });

  async function answerOf(path: string): Promise<Instead> {
    return { body: await (await fetch(simulator.url + path)).text(), isGzip: false };
  }

  async function piecesOf(market: Market): Promise<string> {
    const { store } = test;
    const meta = await readInfoMeta(store, market);
    const list = meta && (await readInfoList(store, market, meta));
    const gzip = meta && (await readInfoGzip(store, market, meta));
    if (list === null || gzip === null) throw new TypeError('nothing stored');
    const rows = list.pieces.flatMap((piece, index) => {
      const bytes = inflateRawSync(gzip.subarray(piece.from, piece.to), { finishFlush: constants.Z_SYNC_FLUSH });
      let at = index === 0 ? 0 : 1;
      const texts = piece.rows.map(([, , length]) => {
        const text = String(bytes.subarray(at, at + length));
        at += length + 1;
        return text;
      });
      expect(at - 1).toBe(bytes.length);
      return texts;
    });
    return `${list.before}${rows.join(',')}${list.after}`;
  }

  async function reading(
    market: Market,
    use: (reading: Reading) => Promise<void>,
    { baseUrl = simulator.url, weight = 0 }: ReadingOptions = {},
  ): Promise<void> {
    let second = 0;
    const at = () => NOON + second * 1_000;
    const clock = createExchangeClock(at, at);
    clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: NOON, boot: machine.boot, host: machine.id });
    const { store, log } = test;
    const account = { egress: 'local', market } as const;
    const shared = createSharedState(store, account, clock);
    const real = openHttp(connectors[market], { baseUrl, apiKeys: () => [] });
    let asked = 0;
    let underWay = 0;
    const exchange: Exchange = {
      close: real.close,
      get(request) {
        asked++;
        underWay++;
        return real.get(request).finally(() => underWay--);
      },
    };
    const plan = () => ({ weightPerMinute: weight, foreign: 0 });
    const more = { onReply: () => undefined, onPause: () => undefined, share: () => 0.9 };
    const gate = createGate({ exchange, store, account, table: markets[market], clock, shared, plan, ...more });
    const counts: Record<string, number> = {};
    const reader = createInfoReader({
      ...{ store, log, market, gate, shared, clock, table: markets[market], connector: connectors[market] },
      pairs: () => [],
      defects: createDefects(log),
      count: (counter, by = 1) => {
        counts[counter] = (counts[counter] ?? 0) + by;
      },
      onFatal: (error) => {
        throw error;
      },
    });
    await shared.refresh();
    try {
      await use({
        reader,
        shared,
        counts,
        async later(seconds) {
          second += seconds;
          await shared.refresh();
          const before = asked;
          reader.tick();
          // What it does begins at once; what is stored is read by `shared` at its end.
          for (let look = 0; look < 6; look++) await store.redis.time();
          if (asked === before) return;
          await eventually(async () => {
            expect(underWay).toBe(0);
            const { info } = shared.state();
            const isDone =
              (info !== null && info.asOf === at()) || test.messages.some((line) => line.startsWith('warn'));
            expect(isDone).toBe(true);
          });
        },
      });
    } finally {
      real.close();
    }
  }

  return {
    get test() {
      return test;
    },
    get simulator() {
      return simulator;
    },
    get url() {
      return url;
    },
    get instead() {
      return instead;
    },
    set instead(answer) {
      instead = answer;
    },
    answerOf,
    piecesOf,
    reading,
  };
}

import request, { type Response } from 'supertest';
import { writeClock } from '../../../../store/market/clock.ts';
import { configWith } from '../apiFixture.ts';
import { type DialectWorld, openDialectWorld } from '../binance/dialectWorld.ts';

/** The API over a real Redis, and its own way to a simulated exchange, at one instant that is set by hand. */
export interface FuturesWorld extends DialectWorld {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  send(method: string, path: string): Promise<Response>;
  /** Requests that the exchange has had for data. */
  requests(): number;
  /** Edits the configuration. */
  edit(config: Readonly<Record<string, unknown>>): void;
}

export const usdm = {
  pairs: ['btcusdt', 'ethusdt'],
  klines: { intervals: [1, 60] },
  retention: { 'funding-rate': 100 },
};

/** @param config beside where the exchange is */
export async function openFuturesWorld(config: Readonly<Record<string, unknown>> = {}): Promise<FuturesWorld> {
  const world = await openDialectWorld();
  const { api, simulator } = world;
  const edit = (content: Readonly<Record<string, unknown>>) => {
    api.config = configWith({ binance: { spotUrl: simulator.url, usdmUrl: simulator.url }, ...content });
  };
  edit(config);
  api.callers = api.callersOf;
  const measured = { minusMonotonic: 0, minusWall: 0, uncertainty: 5, at: world.now, boot: 'other', host: 'other' };
  await writeClock(api.store, 'usdm', measured);
  api.board.follow('usdm');
  await api.board.refresh();
  return Object.assign(world, {
    edit,
    get: async (path: string, headers: Readonly<Record<string, string>> = {}) =>
      request(api.app).get(path).set(headers),
    send: async (method: string, path: string) =>
      method === 'HEAD' ? request(api.app).head(path) : request(api.app)[methods[method] ?? 'post'](path),
    requests: () => simulator.stats().requests,
  });
}

const methods: Readonly<Record<string, 'post' | 'put' | 'delete'>> = { POST: 'post', PUT: 'put', DELETE: 'delete' };

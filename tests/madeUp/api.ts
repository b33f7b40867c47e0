import type { RequestListener } from 'node:http';
import { type Board, createBoard } from '../../api/context/board.ts';
import { createMarkets } from '../../api/context/markets.ts';
import { createListener } from '../../api/listener.ts';
import { type MarketConfig, marketConfigOf } from '../../config/marketConfig.ts';
import { markets as tables } from '../../markets/markets.js';
import type { Store } from '../../store/redis/connect.ts';
import { configOf } from '../configOf.ts';
import { createTestLog } from '../testStore.ts';
import { MADE_UP, table } from './table.ts';

/** The API over a store, with the made-up exchange's market beside spot. */
export function openMadeUpApi(store: Store, part: MarketConfig): { app: RequestListener; board: Board } {
  const markets = createMarkets({ ...tables, [MADE_UP]: table }, (config, market) =>
    market === MADE_UP ? part : marketConfigOf(config, market),
  );
  const config = configOf({ pairs: ['btcusdt'] });
  const { log } = createTestLog();
  const board = createBoard({ markets, store: () => store, config: () => config, log });
  const configStatus = { hash: 'x', file: '/x', ok: true, faults: [], since: 0, restartNeeded: [] };
  const context = {
    ...{ markets, board, log, config: () => config, configStatus: () => configStatus, store: () => store },
    callers: () => null,
    callerStates: () => new Map(),
    relay: null,
  };
  return { app: createListener(context, { momentMs: 0 }).listener, board };
}

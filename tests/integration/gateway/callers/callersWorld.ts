import {
  type CallerGateOptions,
  type CountingCallerGate,
  createCallerGate,
} from '../../../../gateway/callers/createCallerGate.ts';
import { askForCallers, createOwnClock } from '../../../../gateway/callers/ownClock.ts';
import { connectors } from '../../../../gateway/connectors.ts';
import { createGate, type Gate } from '../../../../gateway/gate.ts';
import { openExchange } from '../../../../gateway/openExchange.ts';
import { type Market, markets } from '../../../../markets/markets.js';
import { requestOf } from '../../../../model/endpoint.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { machine } from '../../../../runtime/machine.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../../store/market/clock.ts';
import { type MarketState, unknownMarket } from '../../../../store/market/marketState.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';

export const NOON = Date.UTC(2026, 10, 21, 12);

/** What one process has of a market, for its callers. */
export interface CallersProcess {
  readonly callers: CountingCallerGate;
  readonly gate: Gate;
  close(): void;
}

export interface ProcessOptions extends Partial<Pick<CallerGateOptions, 'mostBytes' | 'hasKey'>> {
  readonly share?: number;
  readonly callers?: { readonly share: number; readonly reserve: number };
  readonly market?: Market;
  readonly planned?: number;
  /** Without one the process measures the clock itself. */
  readonly isMeasured?: boolean;
}

/** Real Redis, a real simulator, and processes with gates for callers; all in a time that is set by hand. */
export interface CallersWorld {
  readonly test: TestStore;
  readonly simulator: Simulator;
  /** Ms of all clocks. */
  now: number;
  open(options?: ProcessOptions): CallersProcess;
  close(): Promise<void>;
}

const minute: Pick<MarketState, 'limits' | 'source' | 'pause' | 'clock'> = unknownMarket('spot');

export async function openCallersWorld(options: SimulatorOptions = {}): Promise<CallersWorld> {
  const test = await openTestStore();
  const running: CallersProcess[] = [];
  const time = { now: NOON + 1_000 };
  const simulator = await createSimulator({ now: () => time.now, ...options });
  const world: CallersWorld = {
    test,
    simulator,
    get now() {
      return time.now;
    },
    set now(ms) {
      time.now = ms;
    },
    open({ share = 0.9, callers = { share: 0.2, reserve: 0 }, market = 'spot', planned = 0, ...more } = {}) {
      const { isMeasured = true } = more;
      const clock = createExchangeClock(
        () => world.now,
        () => world.now,
      );
      const here = { boot: machine.boot, host: machine.id };
      const measurement = { minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: world.now, ...here };
      if (isMeasured) clock.adopt(measurement);
      const state = () => ({
        ...(market === 'spot' ? minute : unknownMarket(market)),
        clock: isMeasured ? { ...measurement, at: world.now } : null,
      });
      const { store, log } = test;
      const { exchange } = openExchange({ ...{ market, clock, log }, baseUrl: world.simulator.url, apiKeys: () => [] });
      const [account, shared] = [{ egress: 'local', market }, { state }];
      const connector = connectors[market];
      const gate = createGate({
        ...{ exchange, store, account, clock, shared, table: markets[market] },
        share: () => share,
        callers: () => callers,
        plan: () => ({ weightPerMinute: planned, foreign: 0 }),
        onReply: () => undefined,
        onPause: () => undefined,
      });
      const made = createCallerGate({
        ...{ gate, connector, clock, ...more },
        hasKey: more.hasKey ?? (() => false),
        ready: createOwnClock({ store, market, connector, clock, shared, ask: askForCallers(gate) }),
        stored: async () => null,
      });
      const process = { callers: made, gate, close: exchange.close };
      running.push(process);
      return process;
    },
    async close() {
      for (const process of running) process.close();
      await world.simulator.close();
      await test.close();
    },
  };
  return world;
}

/** The request for an address of the exchange. */
export function asked(path: string, params: Record<string, string | number> = {}): ExchangeRequest {
  const endpoint = Object.values(connectors)
    .flatMap(({ endpoints = [] }) => endpoints)
    .find((one) => one.path === path);
  if (endpoint === undefined) throw new Error(`no endpoint ${path}`);
  return requestOf(endpoint, params);
}

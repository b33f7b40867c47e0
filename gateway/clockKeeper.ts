import type { Connector } from '../exchanges/connector.ts';
import type { Market } from '../markets/markets.js';
import type { ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import { createStepWatch } from '../runtime/clockStep.ts';
import { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import {
  betterOf,
  type ClockMeasurement,
  type ExchangeClock,
  measureClock,
  writeClock,
} from '../store/market/clock.ts';
import type { MarketState } from '../store/market/marketState.ts';
import type { Store } from '../store/redis/connect.ts';
import { type Asker, ask } from './ask.ts';
import { backoffMs } from './backoff.ts';
import { type BurstLogContext, createBurstLog } from './burstLog.ts';
import type { SharedState } from './sharedState.ts';

const MEASURE_EVERY_MS = 60_000;

/** An answer over a new connection (TCP, TLS) measures badly: measured again at once, but not for ever. */
const GOOD_UNCERTAINTY_MS = 50;
const MAX_EARLY_MEASUREMENTS = 3;

export interface ClockKeeperOptions extends Asker, BurstLogContext {
  readonly market: Market;
  readonly connector: Pick<Connector, 'time' | 'timeIn' | 'timeStepMs'>;
  readonly shared: SharedState;
  readonly clock: ExchangeClock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly onFatal: (error: StartError) => void;
}

/**
 * Measures the exchange's clock once a minute, and shares it with all processes. Each second it looks whether a measurement is due:
 *
 * - **due**: at the start; where Redis holds none; when the last one is a minute old; and when the wall clock was set or the machine
 *   slept, since the monotonic clock may have stood still. It is then *measuring*.
 * - **measuring** (`isMeasuring`): one request is under way; nothing else begins. What it measures replaces the measurement that stands, if it
 *   is the better one (`betterOf`).
 *   - A good one, or the third poor one in a row (`early`): it *waits* a minute.
 *   - A poor one, over a connection that had to be made first: it is *due* again at once.
 *   - A failure: it *waits* a moment, the longer the more have failed (`backoffMs`). The measurement before goes on, ever less certain.
 * - **waiting** (`nextAt`): until it is due.
 */
export interface ClockKeeper {
  /** Measures when it is time. One second has passed. Returns at once. */
  tick(): void;
}

/** What one measurement is made with. */
export interface Measuring {
  readonly store: Store;
  readonly market: Market;
  readonly connector: Pick<Connector, 'time' | 'timeIn' | 'timeStepMs'>;
  readonly clock: ExchangeClock;
  readonly shared: { state(): Pick<MarketState, 'clock'> };
}

/**
 * Measures the exchange's clock by one request, and shares what it now goes by with all processes.
 *
 * @throws what `ask` throws; InvalidPayload where the answer has no time; ioredis errors when Redis is away
 */
export async function measureOnce(
  { store, market, connector, clock, shared }: Measuring,
  ask: (request: ExchangeRequest) => Promise<Pick<ExchangeReply, 'data' | 'text'>>,
): Promise<ClockMeasurement> {
  const sentAt = clock.monotonic();
  const request = connector.time();
  const { data, text } = await ask(request);
  const receivedAt = clock.monotonic();
  const time = connector.timeIn({ data, text, path: request.path });
  const measurement = measureClock(time, sentAt, receivedAt, connector.timeStepMs, clock);
  const before = shared.state().clock;
  const better = before === null ? measurement : betterOf(before, measurement);
  await writeClock(store, market, better);
  return better;
}

export function createClockKeeper(options: ClockKeeperOptions): ClockKeeper {
  const { log, connector, shared, clock } = options;
  const burst = createBurstLog(options, "the exchange's clock");
  const stepSinceLook = createStepWatch(clock);
  let nextAt = 0;
  let isMeasuring = false;
  let failures = 0;
  let early = 0;

  async function measure(): Promise<void> {
    const better = await measureOnce(options, (request) => ask(options, request));
    await shared.refresh();
    // What the exchange rounds off does not become better.
    const isPoor =
      better.uncertainty - connector.timeStepMs / 2 > GOOD_UNCERTAINTY_MS && early + 1 < MAX_EARLY_MEASUREMENTS;
    early = isPoor ? early + 1 : 0;
    nextAt = clock.monotonic() + (isPoor ? 0 : MEASURE_EVERY_MS);
  }

  return {
    tick() {
      const step = stepSinceLook();
      if (step !== 0) {
        log.warn(`the wall clock was set by ${step} ms, or the machine slept: the exchange's clock is measured anew`);
        nextAt = 0;
      }
      // Redis holds no measurement where none was ever made, or where it was emptied.
      if (isMeasuring || (clock.monotonic() < nextAt && shared.state().clock !== null)) return;
      isMeasuring = true;
      measure()
        .then(() => {
          failures = 0;
          burst.recovered();
        })
        .catch((error: unknown) => {
          failures++;
          if (error instanceof StartError) options.onFatal(error);
          else burst.failure(error, {}, 'cannot be measured: ');
          nextAt = clock.monotonic() + backoffMs(failures);
        })
        .finally(() => {
          isMeasuring = false;
        });
    },
  };
}

import type { Market } from '../../markets/markets.js';
import { type Clocks, machine, machineClocks } from '../../runtime/machine.ts';
import type { Store } from '../redis/connect.ts';
import { clockKey } from '../redis/keys.ts';
import { numberFrom, record, storedJson, text, time } from '../redis/stored.ts';

/** One measurement of the exchange's clock against ours, as shared through Redis. */
export interface ClockMeasurement {
  /** Exchange clock minus the machine's monotonic clock, ms. */
  readonly minusMonotonic: number;
  /** Exchange clock minus the machine's wall clock, ms. */
  readonly minusWall: number;
  /** Half the round trip plus the exchange's resolution, ms: how far it may have been off when it was made. */
  readonly uncertainty: number;
  /** Exchange-clock ms at which it was made. */
  readonly at: number;
  /** Boot of the machine that measured: only there does the monotonic clock mean anything. */
  readonly boot: string;
  readonly host: string;
}

/**
 * The exchange's clock as one machine sees it. Anchored to the monotonic clock, which all processes of a machine share: setting
 * the wall clock moves neither an asOf nor a finality.
 */
export interface ExchangeClock extends Clocks {
  /** Exchange time now, ms; NaN while not measured. */
  now(): number;
  /** Exchange time now, ms; what the wall clock says while not measured. */
  nowOrWall(): number;
  /** How far `now()` may be off, ms: the older the measurement, the more. */
  uncertainty(): number;
  isMeasured(): boolean;
  /** Takes a measurement of this machine, or of another one with wall clocks in step (NTP). Ignores one from before a reboot. */
  adopt(measurement: ClockMeasurement): void;
}

/** How far a machine's clock may run off by itself: 100 ppm, 6 ms a minute. Quartz keeps to less. */
const DRIFT = 100e-6;

/** How far a measurement may be off at an exchange time, ms. */
const uncertaintyAt = ({ uncertainty, at }: ClockMeasurement, time: number): number =>
  uncertainty + Math.max(0, time - at) * DRIFT;

/** `monotonic` and `wall` (ms) can be injected: what has the exchange's clock passed in goes by these, too. */
export function createExchangeClock(monotonic = machineClocks.monotonic, wall = machineClocks.wall): ExchangeClock {
  let measured: ClockMeasurement | null = null;
  const now = () => {
    if (measured === null) return Number.NaN;
    return measured.boot === machine.boot ? monotonic() + measured.minusMonotonic : wall() + measured.minusWall;
  };
  return {
    monotonic,
    wall,
    now,
    nowOrWall: () => (measured === null ? wall() : now()),
    uncertainty() {
      if (measured === null) return Number.POSITIVE_INFINITY;
      return uncertaintyAt(measured, now());
    },
    isMeasured: () => measured !== null,
    adopt(measurement) {
      if (measurement.boot !== machine.boot && measurement.host === machine.id) return;
      measured = measurement;
    },
  };
}

/**
 * A measurement from one call of the exchange's time endpoint.
 *
 * @param serverTime what it answered, ms: it may be up to `stepMs` later
 * @param sentAt monotonic ms before the request; `receivedAt` after the reply
 */
export function measureClock(
  serverTime: number,
  sentAt: number,
  receivedAt: number,
  stepMs = 1,
  { monotonic, wall }: Clocks = machineClocks,
): ClockMeasurement {
  const middle = (sentAt + receivedAt) / 2;
  const time = serverTime + stepMs / 2;
  const wallAtMiddle = wall() - (monotonic() - middle);
  return {
    minusMonotonic: time - middle,
    minusWall: time - wallAtMiddle,
    uncertainty: (receivedAt - sentAt) / 2 + stepMs / 2,
    at: time,
    boot: machine.boot,
    host: machine.id,
  };
}

/**
 * Which of two measurements to go by: the more certain one by now. But the newer one when they contradict each other, as then the
 * exchange's clock was set, or when they are of different boots. How far the wall clock is off is always taken from the newer one.
 */
export function betterOf(older: ClockMeasurement, newer: ClockMeasurement): ClockMeasurement {
  if (older.boot !== newer.boot) return newer;
  const before = uncertaintyAt(older, newer.at);
  const contradicts = Math.abs(newer.minusMonotonic - older.minusMonotonic) > before + newer.uncertainty;
  if (contradicts || newer.uncertainty <= before) return newer;
  return { ...older, minusWall: older.minusMonotonic + newer.minusWall - newer.minusMonotonic };
}

export async function writeClock(store: Store, market: Market, measurement: ClockMeasurement): Promise<void> {
  await store.redis.set(clockKey(market), JSON.stringify(measurement));
}

/** More than clocks differ by, and than a machine runs: 200 years. */
const MOST_APART_MS = 200 * 366 * 86_400_000;

/** Nobody goes by a measurement that old, ms. */
const LONGEST_USE_MS = 30 * 86_400_000;

/** The newest measurement, or null where none was made yet. One that makes it earlier now than when it was made is damaged. */
export const parseClock = storedJson<ClockMeasurement>(
  record({
    minusMonotonic: numberFrom(-MOST_APART_MS, MOST_APART_MS),
    minusWall: numberFrom(-MOST_APART_MS, MOST_APART_MS),
    uncertainty: numberFrom(0, 3_600_000),
    at: time,
    boot: text,
    host: text,
  }),
  ({ minusMonotonic, at, boot }, { monotonic }) => {
    if (boot !== machine.boot) return true;
    const sinceMs = monotonic() + minusMonotonic - at;
    return sinceMs > -1_000 && sinceMs < LONGEST_USE_MS;
  },
);

import type { ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import { type Measuring, measureOnce } from '../clockKeeper.ts';
import type { Gate } from '../gate.ts';

/** A measurement that is older was left by collectors that no longer run, ms: they measure once a minute. */
const OLD_MS = 180_000;

/** Whatever comes of a measurement, the next one is not made before, ms. */
const AGAIN_MS = 5_000;

/** What is asked for all callers together. */
export const OURS = '';

/** Asks as callers do, for all of them together. */
export const askForCallers =
  (gate: Pick<Gate, 'pass'>) =>
  async (request: ExchangeRequest): Promise<Pick<ExchangeReply, 'data' | 'text'>> => {
    const { body } = await gate.pass(request, OURS);
    return { data: JSON.parse(body), text: body };
  };

export interface OwnClockOptions extends Measuring {
  /** Sends what measures it. */
  readonly ask: (request: ExchangeRequest) => Promise<Pick<ExchangeReply, 'data' | 'text'>>;
}

/**
 * Sees to it that the exchange's clock is known where no collector measures it.
 *
 * @returns resolves when it is known, or cannot be now; never rejects
 */
export function createOwnClock(options: OwnClockOptions): () => Promise<void> {
  const { ask, clock, shared } = options;
  let measuring: Promise<void> | null = null;
  let nextAt = Number.NEGATIVE_INFINITY;

  async function measure(): Promise<void> {
    clock.adopt(await measureOnce(options, ask));
  }

  return async () => {
    const last = shared.state().clock;
    const isMeasuredByOthers = last !== null && clock.nowOrWall() - last.at < OLD_MS;
    if (measuring === null && !isMeasuredByOthers && clock.monotonic() >= nextAt) {
      nextAt = clock.monotonic() + AGAIN_MS;
      measuring = measure()
        // Whatever has failed fails for who waits too, who is told.
        .catch(() => undefined)
        .finally(() => {
          measuring = null;
        });
    }
    if (measuring !== null && !clock.isMeasured()) await measuring;
  };
}

import type { Exchange } from '../../../exchanges/connector.ts';
import { ExchangeError } from '../../../exchanges/errors.ts';
import type { CallersShare } from '../../../gateway/allowance.ts';
import { createGate, type Gate, NotSent, type Priority } from '../../../gateway/gate.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import type { RateLimit } from '../../../markets/market.js';
import type { AnswerAsIs, ExchangeReply, ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { machine, monotonicMs } from '../../../runtime/machine.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import type { Store } from '../../../store/redis/connect.ts';

/**
 * An exchange in a time of its own, where each request arrives and is answered when the test says so. It notes what has arrived when: so
 * what the gates of several processes send is added up as an exchange would, however fast the machine is.
 */

/** A request of a process; times in ms. */
export interface Sending {
  /** Since the one before. */
  readonly afterMs: number;
  readonly process: number;
  readonly weight: number;
  readonly priority?: Priority;
  /** It is for this caller. */
  readonly caller?: string;
  /** Until it arrives. */
  readonly wayMs: number;
  /** From then on until its answer is there; null: it is given up after 4 s. */
  readonly answerMs: number | null;
}

/** A process's clock: what it says beside the exchange's, and how far it may be off as far as it knows. */
export interface Skew {
  readonly errorMs: number;
  readonly uncertaintyMs: number;
}

export interface Weight {
  /** Exchange-clock ms at which it arrived. */
  readonly at: number;
  readonly weight: number;
  readonly caller?: string | undefined;
}

export interface Play {
  readonly began: number;
  readonly limit: RateLimit;
  readonly share: number;
  readonly skews: readonly Skew[];
  readonly sendings: readonly Sending[];
  /** Weight per minute that live polls need. */
  readonly planned?: number;
  readonly callers?: CallersShare;
  /** What others on the same address send. The exchange then says what it has counted. */
  readonly others?: readonly Weight[];
}

const GIVEN_UP_MS = 4_000;
const account = { egress: 'local', market: 'spot' } as const;
const madeUp = { name: 'made-up', title: 'The made-up exchange' };

export const sumOf = (weights: readonly Pick<Weight, 'weight'>[]): number =>
  weights.reduce((sum, { weight }) => sum + weight, 0);

/** Most weight that has arrived within one window of the exchange. */
export function mostInWindow(arrivals: readonly Weight[], { window, windowMs }: RateLimit): number {
  const isWith = ({ at: first }: Weight, { at }: Weight) =>
    window === 'sliding'
      ? at >= first && at < first + windowMs
      : Math.floor(at / windowMs) === Math.floor(first / windowMs);
  return Math.max(0, ...arrivals.map((first) => sumOf(arrivals.filter((other) => isWith(first, other)))));
}

/** Plays all sendings. Resolves to what has arrived, in order, and what was not sent. */
export async function play(store: Store, setting: Play): Promise<{ arrivals: Weight[]; refused: Sending[] }> {
  const { began, sendings, others, limit } = setting;
  let now = began;
  let events: { readonly at: number; readonly happen: () => unknown }[] = [];
  const plan = (at: number, happen: () => unknown) => {
    events = [...events, { at, happen }].toSorted((one, other) => one.at - other.at);
  };
  const arrivals: Weight[] = [];
  const refused: Sending[] = [];

  /** By number of the sending. */
  const asked = new Map<
    unknown,
    { answer: (reply: ExchangeReply & AnswerAsIs) => void; fail: (error: Error) => void }
  >();
  let onAsked: () => void = () => undefined;
  const get = ({ params }: ExchangeRequest) =>
    new Promise<ExchangeReply & AnswerAsIs>((answer, fail) => {
      asked.set(params.number, { answer, fail });
      onAsked();
    });
  const exchange: Exchange = { get, getAsIs: get, close: () => undefined };
  const gates = setting.skews.map((skew) => openGate(store, exchange, setting, () => now, skew));

  const usedNow = () =>
    sumOf([...arrivals, ...(others ?? [])].filter(({ at }) => at > now - limit.windowMs && at <= now));

  async function send(sending: Sending, number: number): Promise<void> {
    const { weight, wayMs, answerMs, process, priority = 'live', caller } = sending;
    const isAsked = new Promise<void>((resolve) => {
      onAsked = resolve;
    });
    const request = { path: '/made-up', params: { number }, weight };
    const gate = gates[process];
    const sent = caller === undefined ? gate?.send(request, priority) : gate?.pass(request, caller);
    const over = sent?.catch((error: unknown) => error);
    await Promise.race([isAsked, over]);
    const waiting = asked.get(number);
    if (waiting === undefined) {
      if (!((await over) instanceof NotSent)) throw await over;
      refused.push(sending);
      return;
    }
    const sentAt = now;
    let usedWeight = 0;
    plan(sentAt + wayMs, () => {
      arrivals.push({ at: now, weight, caller });
      usedWeight = usedNow();
    });
    const isGivenUp = answerMs === null || wayMs + answerMs > GIVEN_UP_MS;
    plan(sentAt + (isGivenUp ? GIVEN_UP_MS : wayMs + answerMs), async () => {
      const told = others === undefined ? {} : { usedWeight };
      if (isGivenUp) waiting.fail(new ExchangeError('timeout', 'no answer', { path: request.path }));
      else waiting.answer({ data: {}, text: '{}', status: 200, body: '{}', source: madeUp.name, ...told });
      const end = await over;
      if (isGivenUp !== end instanceof ExchangeError) throw end;
    });
  }

  let at = began;
  for (const [number, sending] of sendings.entries()) {
    at += sending.afterMs;
    plan(at, () => send(sending, number));
  }
  for (let next = events.shift(); next !== undefined; next = events.shift()) {
    now = next.at;
    await next.happen();
  }
  return { arrivals, refused };
}

/** The gate of a process, connected for long. */
function openGate(store: Store, exchange: Exchange, setting: Play, now: () => number, skew: Skew): Gate {
  const { limit, share, planned = 0, began, callers } = setting;
  const { errorMs, uncertaintyMs } = skew;
  const clock = createExchangeClock(() => now() + errorMs);
  const here = { boot: machine.boot, host: machine.id };
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: uncertaintyMs, at: began + 3_600_000, ...here });
  const table = { exchange: madeUp, limit, traded: [] };
  const upSince = monotonicMs() - 3_600_000;
  return createGate({
    exchange,
    store: { ...store, upSince: () => upSince },
    account,
    table,
    clock,
    shared: createSharedState(store, account, clock, table),
    share: () => share,
    plan: () => ({ weightPerMinute: planned, foreign: 0 }),
    ...(callers !== undefined && { callers: () => callers }),
    onReply: () => undefined,
    onPause: () => undefined,
  });
}

import type { Connector } from '../../exchanges/connector.ts';
import { ExchangeError } from '../../exchanges/errors.ts';
import { needsKeyError } from '../../exchanges/http.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import { StartError } from '../../runtime/errors.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import { type Gate, NotSent } from '../gate.ts';
import { PING_EVERY_MS } from '../pauses.ts';
import { type CallerGate, NoRoom, type Passed } from './callerGate.ts';
import { type CallerCounts, createCallerCounts } from './counts.ts';
import { keepMs } from './keepMs.ts';
import { createKeptAnswers, type Fetched } from './keptAnswers.ts';
import { createListedSymbols, type ListedSymbolsOptions } from './listedSymbols.ts';
import { nameOf } from './nameOf.ts';
import { OURS } from './ownClock.ts';
import { createRefusals } from './refusals.ts';

/** What a process says of its gate for callers. */
export interface CallerGateState {
  /** Answers in memory. */
  readonly entries: number;
  readonly bytes: number;
  readonly counts: CallerCounts;
}

export interface CountingCallerGate extends CallerGate {
  state(): CallerGateState;
}

export interface CallerGateOptions extends Pick<ListedSymbolsOptions, 'stored'> {
  readonly gate: Pick<Gate, 'pass' | 'callersPerSecond'>;
  readonly connector: Pick<Connector, 'endpoints' | 'listed'>;
  readonly clock: Pick<ExchangeClock, 'monotonic' | 'nowOrWall' | 'uncertainty'>;
  /** Resolves when requests may be sent: the clock is known, or cannot be. */
  readonly ready: () => Promise<void>;
  /** There is an API key. */
  readonly hasKey: () => boolean;
  /** Memory for answers; default 32 MB. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 32 * 1024 * 1024;

/** A request under way. */
interface Flight {
  /** For whom it is counted. */
  readonly caller: string;
  readonly fetched: Promise<Fetched>;
}

export function createCallerGate(options: CallerGateOptions): CountingCallerGate {
  const { gate, connector, clock, ready, mostBytes = MOST_BYTES } = options;
  const endpoints = new Map((connector.endpoints ?? []).map((endpoint) => [endpoint.path, endpoint]));
  const answers = createKeptAnswers(mostBytes, clock.monotonic);
  const counts = createCallerCounts([...endpoints.keys()]);
  const refusals = createRefusals(clock.monotonic);
  const flights = new Map<string, Flight>();
  const symbols = createListedSymbols({
    ...options,
    monotonic: clock.monotonic,
    async ask(request) {
      await ready();
      return gate.pass(request, OURS);
    },
  });

  async function send(request: ExchangeRequest, caller: string, onSending: () => void): Promise<Fetched> {
    await ready();
    refusals.check(caller, request);
    try {
      let sentAt = clock.monotonic();
      const answer = await gate.pass(request, caller, () => {
        sentAt = clock.monotonic();
        refusals.granted(caller, request);
        onSending();
      });
      return { answer, sentAt };
    } catch (error) {
      throw failureOf(error, request, caller);
    }
  }

  /** What the caller is told. */
  function failureOf(error: unknown, request: ExchangeRequest, caller: string): unknown {
    if (error instanceof NotSent) {
      const noRoom = new NoRoom(error.code, error.message, error.retryAfterMs);
      // A pause stops whatever weighs anything.
      const load = error.code === 'paused' ? { ...request, weight: 0 } : request;
      refusals.note(caller, load, noRoom, error.isOwnPart);
      return noRoom;
    }
    if (error instanceof ExchangeError && error.stopsEgress) {
      return new NoRoom('paused', error.message, error.retryAfterMs ?? PING_EVERY_MS);
    }
    // Another exchange than the one whose data is stored answers: callers must not be given both.
    if (error instanceof StartError) {
      return new ExchangeError('exchange-down', `${request.path}: ${error.message}`, { path: request.path });
    }
    return error;
  }

  /** Sends a request of which none is under way. */
  function lead(name: string, request: ExchangeRequest, endpoint: Endpoint | undefined, caller: string): Flight {
    const end = () => {
      if (flights.get(name) === flight) flights.delete(name);
    };
    let at = Number.NEGATIVE_INFINITY;
    const onSending = () => {
      at = clock.nowOrWall() - clock.uncertainty();
      // Who asks from now on is told of a later moment.
      if (endpoint?.isMomentary) end();
    };
    const fetched = send(request, caller, onSending)
      .then((got) => {
        const perSecond = gate.callersPerSecond(request.pool);
        const now = clock.nowOrWall() + clock.uncertainty();
        answers.put(name, got, keepMs(request, endpoint, got.answer, { at, now, perSecond }));
        return got;
      })
      .finally(end);
    const flight = { caller, fetched };
    flights.set(name, flight);
    return flight;
  }

  function passedOf({ answer, sentAt }: Fetched, isKept: boolean): Passed {
    const { status, body, source, usedWeight } = answer;
    const ageMs = Math.max(0, Math.round(clock.monotonic() - sentAt));
    return { status, body, source, isKept, ageMs, ...(usedWeight !== undefined && !isKept && { usedWeight }) };
  }

  /** @throws NoRoom and all else that comes of a request */
  async function find(request: ExchangeRequest, caller: string): Promise<Passed> {
    const { path, needsKey } = request;
    const endpoint = endpoints.get(path);
    const name = nameOf(request, endpoint);
    const kept = answers.get(name);
    if (kept !== undefined) return passedOf(kept, true);
    if (needsKey && !options.hasKey()) throw needsKeyError(path);
    for (let flight = flights.get(name); flight !== undefined; flight = flights.get(name)) {
      try {
        return passedOf(await flight.fetched, true);
      } catch (error) {
        const isOthers = error instanceof NoRoom && refusals.isOfOne(error) && flight.caller !== caller;
        if (!isOthers) throw error;
      }
    }
    return passedOf(await lead(name, request, endpoint, caller).fetched, false);
  }

  return {
    async fetch(request, caller) {
      try {
        const passed = await find(request, caller);
        counts.add(request.path, passed.isKept ? 'kept' : 'passed');
        return passed;
      } catch (error) {
        counts.add(request.path, error instanceof NoRoom ? 'refused' : 'failed');
        throw error;
      }
    },
    symbols,
    state: () => ({
      entries: answers.entries(),
      bytes: answers.bytes(),
      counts: counts.all(),
    }),
  };
}

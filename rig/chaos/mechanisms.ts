import { findGaps } from '../../collectors/gaps/findGaps.ts';
import { createPairStates } from '../../collectors/worker/pairStates.ts';
import { serveGroup } from '../../collectors/worker/serveGroup.ts';
import { depth } from '../../exchanges/binance/spot/feeds/depth.ts';
import { highLow } from '../../exchanges/binance/spot/feeds/highLow.ts';
import { klines } from '../../exchanges/binance/spot/feeds/klines.ts';
import { ExchangeError } from '../../exchanges/errors.ts';
import { openHttp } from '../../exchanges/http.ts';
import { endsHere } from '../../gateway/pauses.ts';
import { createValidator } from '../../model/validate.ts';
import { reserveWeight } from '../../store/budget/fixedWindow.ts';
import { pauseEgress } from '../../store/budget/pause.ts';
import { findHoles } from '../../store/values/gaps.ts';
import { callerMechanisms } from './callerMechanisms.ts';
import { without, withoutLua } from './guard.ts';
import type { Mechanism } from './mechanism.ts';
import { streamMechanisms } from './streamMechanisms.ts';

/** Neither is a hole noticed when it comes up, nor looked for afterwards. */
const withoutGaps = [
  without(
    findGaps,
    (real) =>
      (...args) =>
        real(...args).filter(({ state }) => state !== 'open'),
  ),
  without(findHoles, () => async () => []),
];

/** Candles count as over as soon as they are by the clock, however far that may be off. */
const withoutUncertainty = without(klines, (real) => (...args) => {
  const feed = real(...args);
  return { ...feed, toRows: (rows, poll) => feed.toRows(rows, { ...poll, uncertainty: 0 }) };
});

/** Candles count as over without the next one: another row is put behind the newest, and taken away again. */
const withoutLag = without(klines, (real) => (...args) => {
  const feed = real(...args);
  return { ...feed, toRows: (rows, poll) => feed.toRows([...rows, ...rows.slice(-1)], poll).slice(0, -1) };
});

export const mechanisms: readonly Mechanism[] = [
  ...streamMechanisms(withoutGaps),
  ...callerMechanisms,
  {
    name: 'fence-latest',
    guards: 'a writer that has been replaced writes a latest value',
    off: [withoutLua('writeLatest', 'isFenced')],
    scenario: 'late-writes',
  },
  {
    name: 'fence-series',
    guards: 'a writer that has been replaced writes rows',
    off: [withoutLua('writeSeries', 'isFenced')],
    scenario: 'late-writes',
  },
  {
    name: 'as-of-latest',
    guards: 'a late reply replaces a newer value',
    off: [withoutLua('writeLatest', 'isOlderThanStored')],
    scenario: 'late-writes',
  },
  {
    name: 'as-of-series',
    guards: 'a late reply replaces newer rows',
    off: [withoutLua('writeSeries', 'isOlderThanStored')],
    scenario: 'late-writes',
  },
  {
    name: 'book-order',
    guards: 'an older book replaces a newer one',
    off: [withoutLua('writeLatest', 'isBehind')],
    scenario: 'stale',
  },
  {
    name: 'trade-count',
    guards: 'an older state of a forming candle replaces a newer one',
    off: [withoutLua('writeSeries', 'isOlder')],
    scenario: 'stale',
  },
  {
    name: 'stays-final',
    guards: 'a final candle is called forming again',
    off: [withoutLua('writeSeries', 'staysFinal')],
    scenario: 'late-writes',
  },
  {
    name: 'final-by-clock',
    guards: 'a candle is called final while the clock may be ahead',
    // That the answer knows the next candle is enough, too.
    off: [withoutUncertainty, withoutLag],
    scenario: 'clock',
  },
  {
    name: 'final-by-next',
    guards: 'an answer from before the close, given after it, makes a candle final',
    // Either alone catches most of it.
    off: [withoutLag, withoutLua('writeSeries', 'isLongOver', 'function() return true end')],
    scenario: 'stale-turn',
  },
  {
    name: 'book-levels',
    guards: 'a book whose levels are repeated or out of order is stored',
    off: [
      without(depth, (real) => (...args) => ({
        ...real(...args),
        valueOf: ({ lastUpdateId }, { text }) => ({ value: text, order: lastUpdateId }),
      })),
    ],
    scenario: 'reordered',
  },
  {
    name: 'window-order',
    guards: 'older figures of 24 hours replace newer ones',
    off: [without(highLow, (real) => () => ({ ...real(), valueOf: (_row, { text }) => ({ value: text }) }))],
    scenario: 'stale-24h',
  },
  {
    name: 'validation',
    guards: 'what is not as the exchange documents is stored',
    off: [
      without(
        createValidator,
        () =>
          <Raw>() =>
          (data: unknown) =>
            data as Raw,
      ),
    ],
    scenario: 'negative',
  },
  {
    name: 'reservation',
    guards: 'more weight is spent in a minute than the exchange allows',
    off: [
      without(
        reserveWeight,
        (real) => (store, account, wanted, windowMs) =>
          real(store, account, { ...wanted, allowance: 1_000_000 }, windowMs),
      ),
    ],
    scenario: 'burst',
  },
  {
    name: 'pause',
    guards: 'a 429 is not obeyed',
    off: [
      without(ExchangeError, (real) => {
        Object.defineProperty(real.prototype, 'stopsEgress', { value: false });
        return real;
      }),
    ],
    scenario: '429',
  },
  {
    name: 'pause-in-redis',
    guards: 'a ban is known to the process that has met it only, and forgotten with it',
    off: [without(pauseEgress, () => async () => undefined)],
    scenario: 'ban-and-restart',
  },
  {
    name: 'pause-in-process',
    guards: 'a ban is forgotten by a Redis that loses its data',
    off: [without(endsHere, () => () => 0)],
    scenario: 'ban-and-lost-redis',
  },
  {
    name: 'trade-gaps',
    guards: 'trades of an outage are skipped',
    off: withoutGaps,
    scenario: 'two-hours',
  },
  {
    name: 'candle-catch-up',
    guards: 'candles of an outage are skipped',
    off: [
      // What is stored seems to be settled up to now: no more than the newest candles are asked for.
      without(klines, (real) => (...args) => {
        const feed = real(...args);
        const request: typeof feed.request = (poll) =>
          feed.request({ ...poll, cursor: poll.cursor === null ? null : poll.asOf });
        return { ...feed, request };
      }),
      ...withoutGaps,
    ],
    scenario: 'two-hours',
  },
  {
    name: 'takeover',
    guards: 'nobody takes the place of a worker that is gone',
    off: [withoutLua('lease', 'isInForce', "function(holder) return holder ~= '' end")],
    scenario: 'kill-price',
  },
  {
    name: 'deadline',
    guards: 'a request without an answer holds its pair up for good',
    off: [without(openHttp, (real) => (connector, options) => real(connector, { ...options, deadlineMs: 3_600_000 }))],
    scenario: 'hang',
  },
  {
    name: 'unlisting',
    guards: 'one delisted pair takes the others down',
    // Either alone is enough: what one worker finds out the others follow.
    off: [
      without(ExchangeError, (real) => {
        return class extends real {
          override readonly mayBlameOnePair = false;
        };
      }),
      without(
        serveGroup,
        (real) =>
          (parts, ...turn) =>
            real({ ...parts, onUnknown: async () => true }, ...turn),
      ),
    ],
    scenario: 'delist',
  },
  {
    name: 'removal',
    guards: 'the data of a removed pair stays',
    off: [without(createPairStates, (real) => (options) => ({ ...real(options), removeLeft: () => [] }))],
    scenario: 'edits',
  },
];

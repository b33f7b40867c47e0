/** A guard, and how the built programs are changed so that it does nothing. */
export interface Mechanism {
  readonly name: string;
  /** What it guards against. */
  readonly guards: string;
  /** In the built programs: exact text, and what stands there instead. */
  readonly edits: readonly { readonly file: string; readonly text: string; readonly instead: string }[];
  /** The fault that must be red without it. */
  readonly scenario: string;
}

const off = (file: string, text: string, instead = '') => [{ file, text, instead }];

/** Neither is a hole noticed when it comes up, nor looked for afterwards. */
const gapsOff = [
  ...off('collectors/gaps/findGaps.js', "gaps.push({ from: kept, to, cause, state: 'open', rows: 0 });", ';'),
  ...off('collectors/history/catchUp.js', 'monotonicMs() >= series.scanAt', 'false'),
];

/** Each has to be named by its exact text: where that has changed, `--prove` says so instead of proving nothing. */
export const mechanisms: readonly Mechanism[] = [
  {
    name: 'fence-latest',
    guards: 'a writer that has been replaced writes a latest value',
    edits: off('store/commands/writeLatest-2.lua', 'if isFenced(known.fence, ARGV[2]) then return { -1, 0, 0 } end'),
    scenario: 'late-writes',
  },
  {
    name: 'fence-series',
    guards: 'a writer that has been replaced writes rows',
    edits: off(
      'store/commands/writeSeries-2.lua',
      'if isFenced(known.fence, ARGV[2]) then return { -1, 0, 0, 0, 0, 0 } end',
    ),
    scenario: 'late-writes',
  },
  {
    name: 'as-of-latest',
    guards: 'a late reply replaces a newer value',
    edits: off('store/commands/writeLatest-2.lua', 'if isLate(known, asOf) then return { -2, 0, 0 } end'),
    scenario: 'late-writes',
  },
  {
    name: 'as-of-series',
    guards: 'a late reply replaces newer rows',
    edits: off(
      'store/commands/writeSeries-2.lua',
      'if live and isLate(known, asOf) then return { -2, 0, 0, 0, 0, 0 } end',
    ),
    scenario: 'late-writes',
  },
  {
    name: 'book-order',
    guards: 'an older book replaces a newer one',
    edits: off('store/commands/writeLatest-2.lua', 'if isBehind(known, order, asOf) then return { -3, 0, 0 } end'),
    scenario: 'stale',
  },
  {
    name: 'trade-count',
    guards: 'an older state of a forming candle replaces a newer one',
    edits: off('store/commands/writeSeries-2.lua', 'elseif isOlder(is, was) and (', 'elseif false and ('),
    scenario: 'stale',
  },
  {
    name: 'stays-final',
    guards: 'a final candle is called forming again',
    edits: off('store/commands/writeSeries-2.lua', 'return is[stateAt] ~= FINAL or not live', 'return not live'),
    scenario: 'late-writes',
  },
  {
    name: 'final-by-clock',
    guards: 'a candle is called final while the clock may be ahead',
    // That the answer knows the next candle is enough, too.
    edits: [
      ...off(
        'exchanges/binance/spot/feeds/klines.js',
        'poll.asOf - poll.uncertainty - nextOpenTime',
        'poll.asOf - nextOpenTime',
      ),
      ...off('exchanges/binance/spot/feeds/klines.js', '(isFollowed ? 0 : LONGEST_LAG_MS)', '0'),
    ],
    scenario: 'clock',
  },
  {
    name: 'final-by-next',
    guards: 'an answer from before the close, given after it, makes a candle final',
    // Either alone catches most of it.
    edits: [
      ...off('exchanges/binance/spot/feeds/klines.js', '(isFollowed ? 0 : LONGEST_LAG_MS)', '0'),
      ...off('store/commands/writeSeries-2.lua', 'was[stateAt] == FORMING and not isLongOver(is)', 'false'),
    ],
    scenario: 'stale-turn',
  },
  {
    name: 'book-levels',
    guards: 'a book whose levels are repeated or out of order is stored',
    edits: off(
      'exchanges/binance/spot/feeds/depth.js',
      'const inOrder = new Set(',
      'const inOrder = new Set(true ? right : ',
    ),
    scenario: 'reordered',
  },
  {
    name: 'window-order',
    guards: 'older figures of 24 hours replace newer ones',
    edits: off('exchanges/binance/spot/feeds/highLow.js', 'order: closeTime', 'order: undefined'),
    scenario: 'stale-24h',
  },
  {
    name: 'validation',
    guards: 'what is not as the exchange documents is stored',
    edits: off('model/validate.js', 'if (check(data))', 'if (check(data) || true)'),
    scenario: 'negative',
  },
  {
    name: 'reservation',
    guards: 'more weight is spent in a minute than the exchange allows',
    edits: off(
      'store/commands/reserve-4.lua',
      "if not (used + weight <= allowance) then return { 0, used, 0, '' } end",
    ),
    scenario: 'burst',
  },
  {
    name: 'pause',
    guards: 'a 429 is not obeyed',
    edits: off('gateway/gate.js', 'await pause(error);'),
    scenario: '429',
  },
  {
    name: 'pause-in-redis',
    guards: 'a ban is forgotten by a restart',
    edits: [
      ...off('store/commands/reserve-4.lua', 'if pause ~= false then', 'if false then'),
      ...off('gateway/gate.js', 'remember(stands);', ';'),
    ],
    scenario: 'ban-and-restart',
  },
  {
    name: 'pause-in-process',
    guards: 'a ban is forgotten by a Redis that loses its data',
    edits: off('gateway/gate.js', 'pausedUntil = untilHere;'),
    scenario: 'ban-and-lost-redis',
  },
  {
    name: 'trade-gaps',
    guards: 'trades of an outage are skipped',
    edits: gapsOff,
    scenario: 'two-hours',
  },
  {
    name: 'candle-catch-up',
    guards: 'candles of an outage are skipped',
    edits: [
      {
        file: 'exchanges/binance/spot/feeds/klines.js',
        text: 'Math.ceil((asOf - cursor) / shortestCandle(interval))',
        instead: '0',
      },
      ...gapsOff,
    ],
    scenario: 'two-hours',
  },
  {
    name: 'takeover',
    guards: 'nobody takes the place of a worker that is gone',
    edits: off(
      'store/commands/lease-1.lua',
      "return holder ~= '' and holder ~= dead and left > 0",
      "return holder ~= ''",
    ),
    scenario: 'kill-price',
  },
  {
    name: 'deadline',
    guards: 'a request without an answer holds its pair up for good',
    edits: off('exchanges/http.js', 'AbortSignal.timeout(deadlineMs)', 'AbortSignal.timeout(3_600_000)'),
    scenario: 'hang',
  },
  {
    name: 'unlisting',
    guards: 'one delisted pair takes the others down',
    // Either alone is enough: what one worker finds out the others follow.
    edits: [
      ...off('gateway/halving.js', 'error.mayBlameOnePair', 'false'),
      ...off('collectors/worker/pollGroup.js', "failure.code === 'unknown-pair'", "failure.code === 'nothing'"),
    ],
    scenario: 'delist',
  },
  {
    name: 'removal',
    guards: 'the data of a removed pair stays',
    edits: off('collectors/worker/worker.js', 'of pairs.removeLeft())', 'of [])'),
    scenario: 'edits',
  },
];

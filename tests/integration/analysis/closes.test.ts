import { execFileSync } from 'node:child_process';
import { joinCloses, type SecondRow, sides } from '../../../analysis/closes.ts';
import { closesStatistics } from '../../../analysis/closesStatistics.ts';
import { PYTHON, pythonHas } from '../../../scripts/setup/python.js';

/** The same statistics by the decimals of Python's standard library, which this project does not write. */
const PROGRAM = `
import json, sys
from decimal import Decimal, ROUND_HALF_UP, getcontext
getcontext().prec = 200
EIGHT = Decimal(1).scaleb(-8)

def text(value):
    shown = format(value, 'f')
    shown = shown.rstrip('0').rstrip('.') if '.' in shown else shown
    return '0' if shown == '-0' else shown

def rounded(value):
    return text(value.quantize(EIGHT, rounding=ROUND_HALF_UP))

def worked_out(stream, rest):
    both = {'stream': {r['openTime']: r for r in stream}, 'rest': {r['openTime']: r for r in rest}}
    times = sorted(set(both['stream']) | set(both['rest']))
    close = {side: [Decimal(both[side][t]['close']) if t in both[side] else None for t in times] for side in both}
    pairs = [(t, a, b) for t, a, b in zip(times, close['stream'], close['rest']) if a is not None and b is not None]
    found = {'rows': len(times), 'matched': len(pairs), 'equal': sum(a == b for _, a, b in pairs)}
    found['unequal'] = found['matched'] - found['equal']
    found['largest'] = text(max((abs(a - b) for _, a, b in pairs))) if pairs else None
    all_closes = [c for side in close.values() for c in side if c is not None]
    found['mean'] = rounded(sum(all_closes) / len(all_closes)) if all_closes else None
    for side in both:
        known = [c for c in close[side] if c is not None]
        volumes = [Decimal(r['volume']) for r in both[side].values()]
        minutes = {}
        for t, r in both[side].items():
            minutes[t // 60000 * 60000] = minutes.get(t // 60000 * 60000, Decimal(0)) + Decimal(r['volume'])
        def averages(count):
            windows = [close[side][i - count + 1:i + 1] if i + 1 >= count else None for i in range(len(times))]
            return [None if w is None or None in w else text(sum(w) / count) for w in windows]
        found[side] = {
            'highest': text(max(known)) if known else None, 'lowest': text(min(known)) if known else None,
            'total': text(sum(volumes, Decimal(0))),
            'perMinute': rounded(sum(volumes) * 60 / len(volumes)) if volumes else None,
            'minutes': [[t, text(v)] for t, v in sorted(minutes.items())],
            'average10': averages(10), 'average20': averages(20),
        }
    return found

print(json.dumps([worked_out(stream, rest) for stream, rest in json.load(sys.stdin)]))
`;

const START = 1_790_000_000_000;
const ROUNDS = 40;

/** The same numbers each time. */
function createRandom(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

function madeUp(): [SecondRow[], SecondRow[]] {
  const close = () => (90_000 + random() * 200).toFixed(Math.floor(random() * 9));
  const volume = () => (random() * 10).toFixed(8);
  const [stream, rest]: [SecondRow[], SecondRow[]] = [[], []];
  const length = Math.floor(random() * 150);
  for (let at = 0; at < length; at += 1) {
    const row = { openTime: START + at * 1000, close: close(), volume: volume() };
    if (random() > 0.03) stream.push(row);
    if (random() > 0.03) rest.push(random() > 0.2 ? row : { ...row, close: close(), volume: volume() });
  }
  return [stream, rest];
}

const random = createRandom();

const shorten = (text: string | undefined) => (text?.includes('.') ? text.replace(/\.?0+$/, '') : text) ?? null;

function ours([stream, rest]: [SecondRow[], SecondRow[]]) {
  const rows = joinCloses(stream, rest);
  const { matched, equal, unequal, largestDifference, mean, highest, lowest, volume } = closesStatistics(rows);
  const bySide = sides.map((side) => [
    side,
    {
      highest: shorten(highest[side]?.close),
      lowest: shorten(lowest[side]?.close),
      total: volume[side].total,
      perMinute: volume[side].perMinute,
      minutes: volume[side].minutes.map((each) => [each.minute, each.volume]),
      average10: rows.map((row) => row[side]?.average10 ?? null),
      average20: rows.map((row) => row[side]?.average20 ?? null),
    },
  ]);
  const largest = largestDifference?.absolute ?? null;
  return { rows: rows.length, matched, equal, unequal, largest, mean, ...Object.fromEntries(bySide) };
}

const withPython = pythonHas('decimal') ? test : test.skip;

withPython("every figure is that of Python's decimal", () => {
  const rounds = Array.from({ length: ROUNDS }, madeUp);
  const theirs = JSON.parse(execFileSync(PYTHON, ['-c', PROGRAM], { input: JSON.stringify(rounds), encoding: 'utf8' }));
  expect(rounds.map(ours)).toEqual(theirs);
});

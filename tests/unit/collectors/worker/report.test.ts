import { newPairState, type PairState } from '../../../../collectors/state/pairState.ts';
import type { SeriesState } from '../../../../collectors/state/seriesState.ts';
import { createCounters, type Reported, reportOf } from '../../../../collectors/worker/report.ts';
import type { OlderRows } from '../../../../model/feed.ts';
import { gridScores, idScores, risingScores, type Scores } from '../../../../model/scores.ts';

const codes = ['btcusdt', 'ethusdt', 'ltcusdt', 'xrpusdt'];
const pairsOf = () => codes.map((code) => newPairState({ code, symbol: code.toUpperCase(), key: code }));

function report(pairs: readonly PairState[], settings: object = {}, isTraded: Reported['isTraded'] = () => true) {
  const { enabled, period, level, plannedWeight } = { enabled: true, period: 1, level: 3 as const, plannedWeight: 0 };
  const feed = { shape: 'latest' };
  const made = {
    enabled,
    period,
    level,
    plannedWeight,
    feed,
    served: 'stream',
    rollUp: null,
    isStreamed: true,
    ...settings,
  };
  return reportOf({
    ...{
      name: 'price',
      startedAt: 1,
      at: 2,
      counters: createCounters().all(),
      defect: null,
      exchange: undefined,
      lastMismatch: null,
    },
    settings: made as Reported['settings'],
    isClockMeasured: true,
    config: { hash: 'abc', file: 'CONFIG.json', ok: true, faults: [], since: 1, restartNeeded: [] },
    pairs,
    isTraded,
  });
}

it('a pair of which there is nothing to say is left out', () => {
  expect(report(pairsOf())).toMatchObject({ pairs: {}, streamsDown: [] });
});

it.each<[string, (pair: PairState) => void, object]>([
  [
    'has failed',
    ({ health }) => Object.assign(health, { failures: 2, lastError: 'no' }),
    { failures: 2, lastError: 'no' },
  ],
  ['was not served', ({ health }) => Object.assign(health, { lastError: 'no weight' }), { lastError: 'no weight' }],
  ['has nothing yet', ({ latest }) => Object.assign(latest, { waitingAt: 5 }), { waitingAt: 5 }],
])('a pair that %s is named, with all that belongs to it', (_what, change, said) => {
  const pairs = pairsOf();
  const [, second] = pairs;
  if (second !== undefined) change(second);
  expect(report(pairs).pairs).toEqual({ ethusdt: { failures: 0, lastError: null, waitingAt: null, ...said } });
});

describe('streams that went down', () => {
  const downBy = (...causes: (string | null)[]) => {
    const pairs = pairsOf();
    for (const [index, cause] of causes.entries()) Object.assign(pairs[index]?.streamed ?? {}, { downBy: cause });
    return pairs;
  };

  it('are listed by what took them', () => {
    expect(report(downBy('closed', null, 'silent', 'closed')).streamsDown).toEqual([
      { why: 'closed', codes: ['btcusdt', 'xrpusdt'] },
      { why: 'silent', codes: ['ltcusdt'] },
    ]);
  });

  it('are not told of pairs that nobody trades, nor where nothing comes by streams', () => {
    expect(report(downBy('closed'), {}, ({ code }) => code !== 'btcusdt').streamsDown).toEqual([]);
    expect(report(downBy('closed'), { isStreamed: false })).not.toHaveProperty('streamsDown');
  });
});

describe('history that is still to be fetched', () => {
  const older = {} as OlderRows;
  const feedWith = (scores: Scores, more: object = { older }) => ({ feed: { shape: 'series', scores, ...more } });
  const withFills = (...fills: (SeriesState['fill'] | null)[]) => {
    const pairs = pairsOf();
    for (const [index, fill] of fills.entries()) Object.assign(pairs[index]?.series ?? {}, { fill });
    return pairs;
  };

  it('is counted in pairs and rows, from the lowest that is kept up to the oldest that is stored', () => {
    const pairs = withFills({ floor: 101, before: 201 }, null, { floor: 5, before: 6 });
    expect(report(pairs, feedWith(idScores(1000))).history).toEqual({ pairs: 2, rows: 101 });
    const minutes = withFills({ floor: 600_000, before: 1_200_000 });
    expect(report(minutes, feedWith(gridScores(1, 1000))).history).toEqual({ pairs: 1, rows: 10 });
  });

  it('has no rows where the series does not tell, and none at all once it is over', () => {
    expect(report(withFills({ floor: 0, before: 201 }), feedWith(risingScores)).history).toEqual({
      pairs: 1,
      rows: null,
    });
    expect(report(pairsOf(), feedWith(risingScores)).history).toEqual({ pairs: 0, rows: 0 });
  });

  it('is left out of latest values, and of series of which the exchange tells nothing older', () => {
    expect(report(pairsOf())).not.toHaveProperty('history');
    expect(report(pairsOf(), feedWith(risingScores, {}))).not.toHaveProperty('history');
  });
});

it('300 pairs that are well make a report as short as one pair does', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    newPairState({ code: `pair${index}usdt`, symbol: `PAIR${index}USDT`, key: 'k' }),
  );
  expect(JSON.stringify(report(many)).length).toBe(JSON.stringify(report(many.slice(0, 1))).length);
  for (const { streamed } of many) streamed.downBy = 'the exchange closed the socket (1001)';
  expect(JSON.stringify(report(many)).length).toBeLessThan(6_000);
});

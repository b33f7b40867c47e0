import type { Outcomes } from '../../../../../collectors/sources/source.ts';
import { restInstead } from '../../../../../collectors/sources/streamed/restInstead.ts';
import { newPairState, type PairState } from '../../../../../collectors/state/pairState.ts';
import { ExchangeError } from '../../../../../exchanges/errors.ts';
import { NotSent } from '../../../../../gateway/gate.ts';

const pairsOf = (count: number): PairState[] =>
  Array.from({ length: count }, (_, at) => newPairState({ code: `p${at}`, symbol: `P${at}`, key: `spot:{p${at}}:x` }));

function open({
  chunk = 1,
  chunkFor = (_pairs: number) => chunk,
  restPeriod = 10,
  besideShare = 0.1,
  isSeries = false,
  outcome = (): Partial<Outcomes> => ({}),
} = {}) {
  let now = 1_000_000;
  const asked: { readonly codes: readonly string[]; readonly priority: string }[] = [];
  const served: string[] = [];
  const rest = restInstead({
    rest: {
      async serve(pairs, priority) {
        asked.push({ codes: pairs.map(({ code }) => code), priority });
        return { failures: new Map(), unknown: [], ...outcome() };
      },
      close: async () => undefined,
    },
    chunk,
    chunkFor,
    restPeriod: () => restPeriod,
    besideShare,
    isSeries,
    monotonic: () => now,
    onServed: ({ code }) => served.push(code),
  });
  const turn = async (
    instead: readonly PairState[],
    beside: readonly PairState[] = [],
    { all = instead, lastsMs = 1_000 } = {},
  ) => {
    rest.ask(instead, beside, all, 'live');
    await new Promise((resolve) => setImmediate(resolve));
    now += lastsMs;
    return asked.splice(0);
  };
  return {
    ...{ rest, turn, served },
    /** An event of the pair comes. */
    hear: ({ streamed }: PairState) => {
      streamed.heardAt = now;
    },
    /** Seconds at which the one pair is asked for, of so many turns. */
    async secondsOf(pair: PairState, turns: number, beside = [pair]) {
      const seconds: number[] = [];
      for (let second = 0; second < turns; second++)
        if ((await turn([], beside, { all: [pair] })).length > 0) seconds.push(second);
      return seconds;
    },
  };
}

it('pairs that streams do not serve are asked for once in a period, spread over it', async () => {
  const { turn, served } = open({ restPeriod: 10 });
  const pairs = pairsOf(30);
  const seconds = [];
  for (let second = 0; second < 10; second++) seconds.push((await turn(pairs)).length);
  expect(seconds).toEqual(Array(10).fill(3));
  expect(new Set(served).size).toBe(30);
  expect((await turn(pairs)).map(({ codes }) => codes[0])).toEqual(['p0', 'p1', 'p2']);
});

it('a period of a second is a turn, though one comes a little sooner or later than a second after the other', async () => {
  const { turn } = open({ restPeriod: 1 });
  const [pair] = pairsOf(1);
  const asked = [];
  for (const lastsMs of [993, 1_012, 995, 1_000, 880])
    asked.push((await turn([pair as PairState], [], { lastsMs })).length);
  expect(asked).toEqual([1, 1, 1, 1, 1]);
});

it('pairs of a series of which there is nothing yet are asked for in a quarter of it, and then as all are', async () => {
  const { turn } = open({ restPeriod: 20, isSeries: true });
  const pairs = pairsOf(20);
  for (const { series } of pairs.slice(12)) series.newest = 7;
  const seconds = [];
  for (let second = 0; second < 10; second++) seconds.push((await turn(pairs)).length);
  expect(seconds).toEqual([5, 5, 5, 1, 1, 1, 1, 1, 0, 0]);
});

it('as many as one request serves go together', async () => {
  const { turn } = open({ chunk: 20, restPeriod: 60 });
  expect((await turn(pairsOf(30))).map(({ codes }) => codes.length)).toEqual([20]);
});

it('a feed may have a larger part of the pairs asked for at once beside its streams', async () => {
  const { turn } = open({ besideShare: 0.5 });
  const pairs = pairsOf(20);
  expect(await turn([], pairs, { all: pairs })).toHaveLength(10);
});

it('what has not come by streams is asked for beside them, a tenth of the pairs at once, with weight that is left', async () => {
  const { turn } = open();
  const pairs = pairsOf(20);
  expect(await turn([], pairs, { all: pairs })).toEqual([
    { codes: ['p0'], priority: 'fill' },
    { codes: ['p1'], priority: 'fill' },
  ]);
});

describe('what has not come by streams', () => {
  let pair: PairState;
  beforeEach(() => {
    [pair] = pairsOf(1) as [PairState];
  });

  it('and of which REST knows nothing either is asked for later each time, while nothing comes of the pair', async () => {
    const { secondsOf } = open();
    expect(await secondsOf(pair, 300)).toEqual([0, 3, 9, 21, 45, 93, 153, 213, 273]);
  });

  it('is asked for 3 s after the last time once something has come: then REST knows it', async () => {
    const { secondsOf, hear } = open();
    expect(await secondsOf(pair, 60)).toEqual([0, 3, 9, 21, 45]);
    hear(pair);
    expect(await secondsOf(pair, 10)).toEqual([0, 3, 9]);
  });

  it('is asked for at once where nothing has been missing in between', async () => {
    const { secondsOf } = open();
    expect(await secondsOf(pair, 30)).toEqual([0, 3, 9, 21]);
    expect(await secondsOf(pair, 5, [])).toEqual([]);
    expect(await secondsOf(pair, 10)).toEqual([0, 3, 9]);
  });
});

it('a pair is not asked for twice at the same time, nor before its time', async () => {
  let answer: () => void = () => undefined;
  const pairs = pairsOf(1);
  const rest = restInstead({
    rest: {
      serve: () =>
        new Promise((resolve) => {
          answer = () => resolve({ failures: new Map(), unknown: [] });
        }),
      close: async () => undefined,
    },
    chunk: 1,
    isSeries: false,
    restPeriod: () => 1,
    monotonic: () => performance.now() + 1e9,
    onServed: () => undefined,
  });
  rest.ask(pairs, pairs, pairs, 'live');
  expect(pairs[0]?.streamed.rest.isAsking).toBe(true);
  rest.ask(pairs, pairs, pairs, 'live');
  answer();
  await rest.close();
  expect(pairs[0]?.streamed.rest.isAsking).toBe(false);
});

it('what was not sent for want of weight says nothing of what streams have told; what has failed does', async () => {
  const pairs = pairsOf(2);
  const [one, other] = pairs;
  if (one === undefined || other === undefined) throw new Error('no pairs');
  one.streamed.wholeSince = 5;
  other.streamed.wholeSince = 5;
  const notSent = new NotSent('throttled', 'the weight of this minute is spent');
  const failed = new ExchangeError('timeout', 'no answer', { path: 'x' });
  const failures = new Map<PairState, unknown>([
    [one, notSent],
    [other, failed],
  ]);
  const { turn, served } = open({ chunk: 2, outcome: () => ({ failures }) });
  await turn(pairs);
  expect(served).toEqual([]);
  expect([one.streamed.wholeSince, one.streamed.failure]).toEqual([5, null]);
  expect([other.streamed.wholeSince, other.streamed.failure]).toEqual([null, failed]);
  expect([one.streamed.rest.failedAt, other.streamed.rest.failedAt]).toEqual([null, 1_000_000]);
  // Tried again soon, not only after a period.
  expect((await turn(pairs)).length).toBe(1);
});

it('what was not sent beside the streams is no failure, whether the pair is whole or not, and may be asked for in their place at once', async () => {
  const [pair] = pairsOf(1);
  if (pair === undefined) throw new Error('no pair');
  const failures = new Map<PairState, unknown>([
    [pair, new NotSent('throttled', 'the weight of this minute is spent')],
  ]);
  const { turn } = open({ outcome: () => ({ failures }) });
  expect((await turn([], [pair], { all: [pair] })).map(({ priority }) => priority)).toEqual(['fill']);
  expect([pair.streamed.failure, pair.streamed.rest.notBefore]).toEqual([null, 0]);
  expect((await turn([pair])).map(({ priority }) => priority)).toEqual(['live']);
});

it('what has failed is asked for at once where streams have come back since, and else in its time', async () => {
  const pairs = pairsOf(1);
  const [pair] = pairs;
  if (pair === undefined) throw new Error('no pair');
  const failure = new ExchangeError('network', 'no connection', { path: 'x' });
  const { rest, turn } = open({ outcome: () => ({ failures: new Map([[pair, failure]]) }) });
  await turn(pairs);
  const { failedAt } = pair.streamed.rest;
  pair.streamed.rest.notBefore += 60_000;
  rest.carried(pair, (failedAt ?? 0) - 1);
  expect(await turn(pairs)).toEqual([]);
  rest.carried(pair, (failedAt ?? 0) + 1);
  expect(await turn(pairs)).toHaveLength(1);
});

it('pairs that the exchange does not know are told once', async () => {
  const pairs = pairsOf(1);
  const { rest, turn } = open({ outcome: () => ({ unknown: pairs }) });
  await turn(pairs);
  expect([rest.takeUnknown(), rest.takeUnknown()]).toEqual([pairs, []]);
});

it('few pairs are asked for one by one where a request for all costs more', async () => {
  const { turn } = open({ chunk: 1_000, chunkFor: (pairs) => (pairs < 3 ? 1 : 1_000) });
  const [few, many] = [pairsOf(2), pairsOf(3)];
  expect((await turn(few)).map(({ codes }) => codes)).toEqual([['p0'], ['p1']]);
  expect(await turn([], many)).toHaveLength(1);
});

import fc from 'fast-check';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { binanceUsdm } from '../../../exchanges/binance/usdm/connector.ts';
import { ExchangeError } from '../../../exchanges/errors.ts';
import { NotSent } from '../../../gateway/gate.ts';
import { createHalving, namesSymbols } from '../../../gateway/halving.ts';

const refusal = (exchangeCode: number, code: 'unknown-pair' | 'rejected' = 'rejected') =>
  new ExchangeError(code, `refused with ${exchangeCode}`, {
    path: '/x',
    status: 400,
    exchangeCode,
    mayBlameOnePair: true,
  });
const unknownPair = () => refusal(-1121, 'unknown-pair');
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** An exchange that refuses what asks for one of `strangers`, and counts. */
function exchangeWith(strangers: readonly number[], refuse = unknownPair) {
  const served: number[] = [];
  let requests = 0;
  /** Requests until it sends no more, as a gate does that has no weight left. */
  let left = Number.POSITIVE_INFINITY;
  return {
    served,
    requests: () => requests,
    allow(more: number) {
      left = more;
    },
    async send(part: readonly number[]): Promise<void> {
      if (left-- <= 0) throw new NotSent('throttled', 'no weight');
      requests++;
      if (part.some((member) => strangers.includes(member))) throw refuse();
      served.push(...part);
    },
  };
}

it.each([
  ['as unknown', unknownPair],
  ['with another code', () => refusal(-1130)],
])('finds every stranger that is refused %s and deals with all the others, each once', async (_name, refuse) => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(500), { minLength: 2, maxLength: 100 }),
      fc.nat(),
      fc.uniqueArray(fc.nat(), { maxLength: 8 }),
      async (members, goodOne, picks) => {
        const good = members[goodOne % members.length];
        const strangers = new Set(
          picks.map((pick) => members[pick % members.length] ?? -1).filter((member) => member !== good),
        );
        const isGood = (member: number) => !strangers.has(member);
        const exchange = exchangeWith([...strangers], refuse);
        const halving = createHalving<number>();
        const found: number[] = [];
        let failed = members.length;
        // What a search leaves over is sent with the next batch; each is served once in each.
        for (let batch = 0; batch < 20 && failed > 0; batch++) {
          exchange.served.length = 0;
          const batched = members.filter((member) => !found.includes(member));
          const { strangers: more, failures } = await halving.send(batched, exchange.send);
          found.push(...more);
          failed = failures.size;
          expect(exchange.served.length).toBe(new Set(exchange.served).size);
          expect(exchange.served.length + more.length + failed).toBe(batched.length);
        }
        expect(failed).toBe(0);
        expect(found.toSorted((a, b) => a - b)).toEqual([...strangers].toSorted((a, b) => a - b));
        expect(exchange.served.toSorted((a, b) => a - b)).toEqual(members.filter(isGood).toSorted((a, b) => a - b));
      },
    ),
  );
});

it('one stranger among a hundred is found at once, by at most 15 requests', async () => {
  for (const stranger of [0, 37, 99]) {
    const exchange = exchangeWith([stranger]);
    const { strangers, failures } = await createHalving<number>().send(upTo(100), exchange.send);
    expect([strangers, failures.size, exchange.served.length]).toEqual([[stranger], 0, 99]);
    expect(exchange.requests()).toBeLessThanOrEqual(15);
  }
});

it('where every part is refused it is the request: nobody is a stranger, and for a minute it is only sent whole', async () => {
  let now = 0;
  const halving = createHalving<number>(() => now);
  const exchange = exchangeWith(upTo(100), () => refusal(-1101));
  const first = await halving.send(upTo(100), exchange.send);
  expect(first.strangers).toEqual([]);
  expect(first.failures.size).toBe(100);
  expect(first.failures.get(7)).toMatchObject({ exchangeCode: -1101 });
  expect(exchange.requests()).toBeLessThanOrEqual(16);
  const after = exchange.requests();
  for (now = 1_000; now < 60_000; now += 1_000) await halving.send(upTo(100), exchange.send);
  expect(exchange.requests() - after).toBe(59);
  const healed = exchangeWith([5]);
  now = 60_000;
  expect((await halving.send(upTo(100), healed.send)).strangers).toEqual([5]);
});

it('pairs that the exchange says it does not know are strangers, even if there are no others', async () => {
  const exchange = exchangeWith([1, 2]);
  expect((await createHalving<number>().send([1, 2], exchange.send)).strangers).toEqual([1, 2]);
});

it('a single member is a stranger only if the exchange says so, or it was one before', async () => {
  const halving = createHalving<number>();
  const { send } = exchangeWith([1], () => refusal(-1130));
  expect(await halving.send([1], send)).toEqual({ strangers: [], failures: new Map([[1, refusal(-1130)]]) });
  expect((await halving.send([1], send, () => true)).strangers).toEqual([1]);
  expect((await halving.send([1], exchangeWith([1]).send)).strangers).toEqual([1]);
});

it('a search that runs out of weight keeps what it has found and goes on there', async () => {
  const exchange = exchangeWith([3, 90]);
  const halving = createHalving<number>();
  const found: number[] = [];
  let waiting = upTo(100);
  let batches = 0;
  for (; found.length < 2; batches++) {
    exchange.allow(4);
    const result = await halving.send(waiting, exchange.send);
    found.push(...result.strangers);
    const more = [...result.failures].filter(([, error]) => !(error instanceof NotSent));
    expect(more).toEqual([]);
    waiting = waiting.filter((member) => !found.includes(member));
  }
  expect(found.toSorted((a, b) => a - b)).toEqual([3, 90]);
  expect(batches).toBeLessThan(20);
});

it('what fails otherwise fails for its part alone', async () => {
  const failure = new ExchangeError('timeout', 'late', { path: '/x' });
  const halving = createHalving<number>();
  const { strangers, failures } = await halving.send([1, 2, 3, 4], async (part) => {
    if (part.length === 4) throw unknownPair();
    if (part.includes(1)) throw failure;
  });
  expect([strangers, [...failures]]).toEqual([
    [],
    [
      [1, failure],
      [2, failure],
    ],
  ]);
  const next = await halving.send([1, 2, 3, 4], exchangeWith([2]).send);
  expect([next.strangers, next.failures.size]).toEqual([[2], 0]);
});

it('a request for all that there are is not halved, as its halves would be the same', async () => {
  const exchange = exchangeWith([3], () => refusal(-1130));
  const { strangers, failures } = await createHalving<number>().send(
    upTo(50),
    exchange.send,
    () => false,
    () => false,
  );
  expect([strangers, failures.size, exchange.requests()]).toEqual([[], 50, 1]);
});

it.each([
  [binanceUsdm, false],
  [binanceSpot, true],
])('only where a list can be asked for a request for prices names the pairs', ({ feeds }, isNamed) => {
  const symbols = ['BTCUSDT', 'ETHUSDT'];
  const feed = feeds.price?.({}, undefined);
  if (feed?.shape !== 'latest') throw new TypeError('it is a latest value');
  expect(namesSymbols(feed.request({ pairs: symbols, asOf: 0, uncertainty: 0 }), symbols)).toBe(isNamed);
});

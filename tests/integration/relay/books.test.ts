import type { RelayBook } from '../../../model/relayLink.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';
import { readRelayReports } from '../../../store/reports/relayReports.ts';
import { eventually } from '../../eventually.ts';
import { following, openRelay, type RelayFixture, type Told } from './relayFixture.ts';

/** Orders come each half a second or so: the book changes all the time. */
const symbols = defaultSymbols.map((spec) => ({ ...spec, ordersPerMinute: 120 }));

let fixture: RelayFixture;
afterEach(() => fixture.close());

interface Change {
  readonly U: number;
  readonly u: number;
  readonly pu?: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

const changesIn = ({ frames }: Told): Change[] => frames.map((frame) => JSON.parse(frame) as Change);
const lastOf = (told: Told): number => changesIn(told).at(-1)?.u ?? 0;

/** A client's own book: the snapshot, and the changes that follow it. */
function bookWith(snapshot: RelayBook, changes: readonly Change[]) {
  const [bids, asks] = [new Map(snapshot.bids), new Map(snapshot.asks)];
  let last = snapshot.lastUpdateId;
  for (const { U, u, pu, b, a } of changes) {
    if (u <= last) continue;
    // The first one may begin below the snapshot's number; each other one goes on from the one before it.
    const goesOn = pu === undefined ? U <= last + 1 : pu <= last;
    if (!goesOn) throw new Error(`a hole between ${last} and ${U}`);
    for (const [price, quantity] of b)
      if (Number(quantity) === 0) bids.delete(price);
      else bids.set(price, quantity);
    for (const [price, quantity] of a)
      if (Number(quantity) === 0) asks.delete(price);
      else asks.set(price, quantity);
    last = u;
  }
  const best = (side: ReadonlyMap<string, string>, sign: number) =>
    [...side].sort(([one], [other]) => sign * (Number(one) - Number(other))).slice(0, 20);
  return { last, bids: best(bids, -1), asks: best(asks, 1) };
}

describe.each(['spot', 'usdm'] as const)('the book of %s', (market) => {
  beforeEach(async () => {
    fixture = await openRelay({ simulator: { symbols } });
  });

  it('goes on in the changes that were handed on: any client that begins with it is in step', async () => {
    const link = fixture.link();
    const told = await following(link, 'btcusdt@depth@100ms', market);
    await eventually(() => told.frames.length > 2);
    const beforeFirst = lastOf(told);
    const first = await link.book(market, 'BTCUSDT', 1000);
    expect(first?.lastUpdateId).toBeGreaterThanOrEqual(beforeFirst);
    for (let time = 0; time < 5; time++) {
      const before = told.frames.length;
      await eventually(() => told.frames.length > before + 2);
      const handedOn = lastOf(told);
      const later = await link.book(market, 'BTCUSDT', 1000);
      expect(later?.lastUpdateId).toBeGreaterThanOrEqual(handedOn);
      if (first === null || later === null) throw new Error('no book');
      const changes = changesIn(told).filter(({ u }) => u <= later.lastUpdateId);
      expect(bookWith(first, changes)).toEqual({
        last: later.lastUpdateId,
        bids: later.bids.slice(0, 20),
        asks: later.asks.slice(0, 20),
      });
      expect([typeof later.E, typeof later.T]).toEqual(
        market === 'spot' ? ['undefined', 'undefined'] : ['number', 'number'],
      );
    }
  });

  it('is cut to the levels that are asked for, and is none of a pair whose changes are not relayed', async () => {
    const link = fixture.link();
    await following(link, 'btcusdt@bookTicker', market);
    expect(await link.book(market, 'BTCUSDT', 5)).toBeNull();
    const told = await following(link, 'btcusdt@depth', market);
    const book = await link.book(market, 'BTCUSDT', 5);
    expect([book?.bids.length, book?.asks.length]).toEqual([5, 5]);
    expect(await link.book(market, 'ETHUSDT', 5)).toBeNull();
    expect(await link.book(market, 'x'.repeat(500), 5)).toBeNull();
    told.close();
  });

  it('is built anew after a break, and nothing is asked for it that nobody wants', async () => {
    const link = fixture.link();
    const paths = () => Object.entries(fixture.simulator.stats().byPath).filter(([path]) => path.endsWith('/depth'));
    const told = await following(link, 'btcusdt@depth@100ms', market);
    await eventually(() => told.frames.length > 5);
    expect(paths()).toEqual([]);
    await link.book(market, 'BTCUSDT', 1000);
    fixture.simulator.inject({ kind: 'stream-reset' });
    await eventually(() => told.breaks.length === 1);
    const again = await following(link, 'btcusdt@depth@100ms', market);
    await eventually(() => again.frames.length > 0);
    const handedOn = lastOf(again);
    const book = await link.book(market, 'BTCUSDT', 1000);
    expect(book?.lastUpdateId).toBeGreaterThanOrEqual(handedOn);
    await eventually(async () => expect((await readRelayReports(fixture.store))[0]).toMatchObject({ booksInStep: 1 }));
    expect(paths()[0]?.[1]).toBeLessThanOrEqual(5);
  });
});

it('a change that is missing upstream puts the book out of step, and it comes back', async () => {
  fixture = await openRelay({ simulator: { symbols } });
  const link = fixture.link();
  const told = await following(link, 'btcusdt@depth@100ms');
  await link.book('spot', 'BTCUSDT', 100);
  fixture.simulator.inject({ kind: 'stream-gap', stream: 'btcusdt@depth@100ms' });
  await eventually(() => (fixture.simulator.stats().byPath['/api/v3/depth'] ?? 0) > 1);
  const handedOn = lastOf(told);
  expect((await link.book('spot', 'BTCUSDT', 100))?.lastUpdateId).toBeGreaterThanOrEqual(handedOn);
});

it('it is the very book of the exchange with that number', async () => {
  fixture = await openRelay();
  const link = fixture.link();
  const told = await following(link, 'btcusdt@depth@100ms');
  await eventually(() => told.frames.length > 3);
  const book = await link.book('spot', 'BTCUSDT', 100);
  const answer = async () =>
    (await (await fetch(`${fixture.simulator.url}/api/v3/depth?symbol=BTCUSDT&limit=100`)).json()) as RelayBook;
  await eventually(async () => {
    const [own, exchange] = [await link.book('spot', 'BTCUSDT', 100), await answer()];
    expect(own).toEqual(exchange);
    return true;
  });
  expect(book).not.toBeNull();
});

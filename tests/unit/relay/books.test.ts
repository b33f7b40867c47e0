import { spotRelayed } from '../../../exchanges/binance/spot/relayed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { BookSnapshot } from '../../../model/localBook.ts';
import type { BookChange } from '../../../model/streamed.ts';
import type { BookSource } from '../../../relay/bookSource.ts';
import { createBooks } from '../../../relay/books.ts';
import type { Upstream } from '../../../relay/upstream.ts';
import { eventually } from '../../eventually.ts';

/** `{"u":7}`: the change with that number alone, which sets the best bid to it. */
const changeOf = (event: unknown): BookChange => {
  const { U, u } = Object(event) as { U?: number; u?: number };
  if (u === undefined) throw new InvalidPayload('no change');
  return { first: U ?? u, last: u, bids: [[String(u), '1']], asks: [] };
};
const snapshotAt = (lastUpdateId: number): BookSnapshot => ({ lastUpdateId, bids: [['1', '1']], asks: [['900', '1']] });

function open() {
  const asked: { answer(snapshot: BookSnapshot): void }[] = [];
  const source: BookSource = {
    levels: 5,
    snapshotLevels: 10,
    changeOf,
    ask: () => new Promise((resolve) => asked.push({ answer: resolve })),
  };
  const streams: (Upstream & { state: { isUp: boolean; last: string | undefined } })[] = [];
  const failures: unknown[] = [];
  const books = createBooks({
    source,
    changesOf: () => streams,
    bookTimesOf(told) {
      const { u, lastUpdateId } = told as { u?: number; lastUpdateId?: number };
      return { E: u ?? Number(lastUpdateId) + 0.5 };
    },
    monotonic: () => performance.now(),
    onFailure: (_symbol, error) => failures.push(error),
  });
  const stream = (name: string) => {
    const found = spotRelayed.streamOf(name);
    if (found === null) throw new Error(name);
    const state: { isUp: boolean; last: string | undefined } = { isUp: true, last: undefined };
    const none = () => undefined;
    const own = {
      ...{ name, state, stream: found, begin: none, close: none, refuseWaiting: none },
      isUp: () => state.isUp,
      last: () => state.last,
      unusedSince: () => null,
      follow: () => none,
    };
    streams.push(own);
    return own;
  };
  /** As the relay does: first its book, then those who follow it. */
  const tell = (of: (typeof streams)[number], event: object) => {
    of.state.last = JSON.stringify(event);
    books.onChange(of, of.state.last);
  };
  const answered = async (index: number, lastUpdateId: number) => {
    await eventually(() => asked.length > index);
    asked[index]?.answer(snapshotAt(lastUpdateId));
  };
  const bookOf = async () => {
    const book = JSON.parse(String(await books.ask('BTCUSDT', 2)));
    return { last: book?.lastUpdateId, bid: book?.bids[0]?.[0], E: book?.E };
  };
  return { books, streams, stream, tell, asked, answered, bookOf, failures };
}

it('nothing is parsed and nothing is asked for before somebody wants it', async () => {
  const { books, stream, tell, asked, answered, bookOf, failures } = open();
  const fast = stream('btcusdt@depth@100ms');
  tell(fast, { rubbish: true });
  expect([asked.length, failures.length, books.report()]).toEqual([0, 0, { inStep: 0, outOfStep: 0 }]);
  tell(fast, { u: 7 });
  const book = bookOf();
  await answered(0, 7);
  expect(await book).toEqual({ last: 7, bid: '1', E: 7.5 });
  tell(fast, { u: 6 });
  expect(await bookOf()).toEqual({ last: 7, bid: '1', E: 7.5 });
  tell(fast, { u: 8 });
  expect(await bookOf()).toEqual({ last: 8, bid: '8', E: 8 });
  expect(asked).toHaveLength(1);
  await books.close();
});

it('a snapshot that is older than what was handed on is not answered with', async () => {
  const { books, stream, tell, answered, bookOf } = open();
  const fast = stream('btcusdt@depth@100ms');
  tell(fast, { u: 9 });
  const book = bookOf();
  let isAnswered = false;
  void book.then(() => {
    isAnswered = true;
  });
  await answered(0, 5);
  await eventually(() => books.report().inStep === 1);
  await new Promise(setImmediate);
  expect(isAnswered).toBe(false);
  // The next change shows that something is missing between: another one is needed.
  tell(fast, { u: 10 });
  await answered(1, 10);
  expect((await book).last).toBe(10);
  await books.close();
});

it('what another stream has told of the pair is waited for', async () => {
  const { books, stream, tell, answered, bookOf } = open();
  const [fast, slow] = [stream('btcusdt@depth@100ms'), stream('btcusdt@depth')];
  tell(fast, { u: 7 });
  const first = bookOf();
  await answered(0, 7);
  await first;
  tell(slow, { U: 5, u: 9 });
  let isAnswered = false;
  const book = bookOf().finally(() => {
    isAnswered = true;
  });
  await new Promise(setImmediate);
  tell(fast, { u: 8 });
  await new Promise(setImmediate);
  expect(isAnswered).toBe(false);
  tell(fast, { u: 9 });
  expect((await book).last).toBe(9);
  await books.close();
});

it('another stream takes over where the one that feeds the book goes down, and the book ends with the last one', async () => {
  const { books, streams, stream, tell, asked, answered, bookOf } = open();
  const [fast, slow] = [stream('btcusdt@depth@100ms'), stream('btcusdt@depth')];
  const first = bookOf();
  await answered(0, 3);
  await first;
  fast.state.isUp = false;
  books.onChanges('BTCUSDT');
  expect(books.report()).toEqual({ inStep: 0, outOfStep: 1 });
  await answered(1, 20);
  tell(slow, { U: 19, u: 21 });
  expect(await bookOf()).toEqual({ last: 21, bid: '21', E: 21 });
  streams.length = 0;
  books.onChanges('BTCUSDT');
  expect(books.report()).toEqual({ inStep: 0, outOfStep: 0 });
  expect(await books.ask('BTCUSDT', 2)).toBeNull();
  expect(asked).toHaveLength(2);
  await books.close();
});

it('a change that cannot be read puts it out of step, and who waits when the last stream goes gets none', async () => {
  const { books, streams, stream, tell, answered, bookOf, failures } = open();
  const fast = stream('btcusdt@depth@100ms');
  const first = bookOf();
  await answered(0, 3);
  await first;
  tell(fast, { rubbish: true });
  expect([books.report().outOfStep, failures.length]).toEqual([1, 1]);
  const waiting = books.ask('BTCUSDT', 2);
  streams.length = 0;
  books.onChanges('BTCUSDT');
  expect(await waiting).toBeNull();
  await answered(1, 5);
  await books.close();
});

it('who waits for too long is told why', async () => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  try {
    const { books, stream } = open();
    stream('btcusdt@depth@100ms');
    const refused = expect(books.ask('BTCUSDT', 2)).rejects.toMatchObject({
      code: 'away',
      message: 'the book of BTCUSDT is not in step: no snapshot has come yet',
    });
    await jest.advanceTimersByTimeAsync(5_000);
    await refused;
  } finally {
    jest.useRealTimers();
  }
});

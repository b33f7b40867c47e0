import { compareValue } from '../../../../../../collectors/sources/streamed/audit/compareValue.ts';
import { figuresOfDay, figuresOfPrice, figuresOfTop } from '../../../../../../exchanges/binance/figuresOf.ts';

const QUIET_MS = 60_000;
const price = (text: string) => JSON.stringify({ symbol: 'BTCUSDT', price: text });
const values = [price('10.50'), price('10.60')];

describe('a value that does not say what it is of', () => {
  it('is equal where it was held between sending and receipt, however many zeros it has', () => {
    expect(compareValue(figuresOfPrice, { values, quietMs: 0 }, price('10.500'))).toBe('equal');
  });

  it('is not comparable where it was not: a server that lags tells one of before', () => {
    expect(compareValue(figuresOfPrice, { values, quietMs: QUIET_MS - 1 }, price('10.40'))).toBe('not comparable');
    expect(compareValue(figuresOfPrice, { values: [], quietMs: QUIET_MS }, price('10.40'))).toBe('not comparable');
  });

  it('is a mismatch where nothing has changed for longer than any server lags', () => {
    const verdict = compareValue(figuresOfPrice, { values: [price('10.60')], quietMs: QUIET_MS }, price('10.40'));
    expect(verdict).toEqual({ why: '10.4 by REST, 10.6 by the stream' });
  });

  it('is compared by both sides of a book ticker', () => {
    const top = (bidQty: string) =>
      JSON.stringify({ symbol: 'BTCUSDT', bidPrice: '10.0', bidQty, askPrice: '10.1', askQty: '2' });
    const compare = (told: string) => compareValue(figuresOfTop, { values: [top('3')], quietMs: QUIET_MS }, told);
    expect(compare(top('3.000'))).toBe('equal');
    expect(compare(top('4'))).toMatchObject({ why: expect.stringContaining('10 4 10.1 2 by REST') });
  });
});

describe('24-hour figures', () => {
  const day = (fields: object = {}) =>
    JSON.stringify({
      ...{ symbol: 'BTCUSDT', priceChange: '-0.50', lastPrice: '10.5', bidPrice: '10.4', highPrice: '11.0' },
      ...{ openTime: 1, closeTime: 2, firstId: 5, lastId: 9, count: 5, ...fields },
    });
  const compare = (told: string) => compareValue(figuresOfDay, { values: [day()], quietMs: 0 }, told);

  it('of the same trades are equal, whatever the book and the time are', () => {
    expect(compare(day({ closeTime: 900, openTime: 800, bidPrice: '9', priceChange: '-0.5' }))).toBe('equal');
  });

  it('of the same trades are a mismatch where a figure is another one', () => {
    expect(compare(day({ highPrice: '11.1' }))).toMatchObject({
      why: expect.stringMatching(/^of trades 5 to 9, 5 in all: /),
    });
    expect(compare(day({ priceChange: '0.5' }))).toMatchObject({ why: expect.any(String) });
  });

  it('of other trades are not comparable', () => {
    expect(compare(day({ lastId: 10, count: 6, highPrice: '12' }))).toBe('not comparable');
    expect(compare(day({ firstId: null }))).toBe('not comparable');
  });
});

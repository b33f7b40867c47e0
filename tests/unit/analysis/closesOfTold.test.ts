import fc from 'fast-check';
import { secondsOfCandles, secondsOfTrades, type ToldCandle, type ToldTrade } from '../../../analysis/closesOfTold.ts';

const START = 1_790_000_000_000;
const at = (second: number) => START + second * 1000;

const trade = (id: number, second: number, price = `${id}`, quantity = '1'): ToldTrade => ({
  id,
  time: START + Math.round(second * 1000),
  price,
  quantity,
});
const candle = (second: number, close: string, firstId: number | null, lastId = firstId): ToldCandle => ({
  openTime: at(second),
  close,
  volume: firstId === null ? '0' : '1',
  firstId,
  lastId,
});
const carried = (second: number, close: string) => ({ openTime: at(second), close, volume: '0', isCarried: true });

describe('trades', () => {
  test('the close is the last price and the volume the sum; quiet seconds carry the close; the first second is left out', () => {
    const trades = [trade(1, 0.5), trade(2, 1.1, '2', '0.1'), trade(3, 1.9, '3', '0.2'), trade(4, 4, '4')];
    expect(secondsOfTrades(trades, at(6) + 10)).toEqual([
      { openTime: at(1), close: '3', volume: '0.3' },
      carried(2, '3'),
      carried(3, '3'),
      { openTime: at(4), close: '4', volume: '1' },
      carried(5, '4'),
    ]);
  });

  test('where a number is missing nothing is made up', () => {
    const trades = [trade(1, 0), trade(2, 1), trade(3, 2), trade(5, 5), trade(6, 6), trade(7, 8)];
    expect(secondsOfTrades(trades, at(9)).map(({ openTime }) => openTime)).toEqual([1, 6, 7, 8].map(at));
  });

  test('what is not covered to its end is left out', () => {
    const trades = [trade(1, 0), trade(2, 1), trade(3, 2.5)];
    expect(secondsOfTrades(trades, at(2) + 999).map(({ openTime }) => openTime)).toEqual([at(1)]);
    expect(secondsOfTrades(trades, at(3)).map(({ openTime }) => openTime)).toEqual([at(1), at(2)]);
  });

  test('trades that are none of the market are numbered, and nothing else', () => {
    const trades = [
      trade(1, 0),
      trade(2, 1),
      { ...trade(3, 1.5), isLeftOut: true },
      { ...trade(4, 2), isLeftOut: true },
    ];
    expect(secondsOfTrades(trades, at(3))).toEqual([{ openTime: at(1), close: '2', volume: '1' }, carried(2, '2')]);
  });

  test('a wrong time breaks the run, and carries nothing on for hours', () => {
    const trades = [trade(1, 0), trade(2, 1), { ...trade(3, 2), time: 9_999_999_999_999 }, trade(4, 3), trade(5, 4)];
    expect(secondsOfTrades(trades, at(5)).map(({ openTime }) => openTime)).toEqual([at(4)]);
    expect(secondsOfTrades([trade(1, 0), trade(2, 1)], at(50_000)).length).toBe(1);
  });

  it('whatever is told twice or in another order makes no difference', () => {
    const told = fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }).map((gaps) => {
      let time = 0;
      return gaps.map((gap, index) => {
        time += gap / 10;
        return trade(index, time);
      });
    });
    fc.assert(
      fc.property(told, fc.infiniteStream(fc.nat()), (trades, random) => {
        const mixed = [...trades, ...trades.slice(0, 5)]
          .map((each) => ({ each, key: random.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(secondsOfTrades(mixed, at(40))).toEqual(secondsOfTrades(trades, at(40)));
      }),
    );
  });

  test('no trades, no seconds', () => expect(secondsOfTrades([], at(9))).toEqual([]));
});

describe('candles', () => {
  test('quiet seconds between two that follow each other carry the close', () => {
    const told = [candle(0, '1', 1, 4), candle(3, '2', 5, 6), candle(4, '3', 7)];
    expect(secondsOfCandles(told, at(6) + 5)).toEqual([
      { openTime: at(0), close: '1', volume: '1' },
      carried(1, '1'),
      carried(2, '1'),
      { openTime: at(3), close: '2', volume: '1' },
      { openTime: at(4), close: '3', volume: '1' },
      carried(5, '3'),
    ]);
  });

  test('where a candle was lost nothing is made up', () => {
    const told = [candle(0, '1', 1, 4), candle(3, '2', 6), candle(4, '2', null), candle(6, '3', 7)];
    expect(secondsOfCandles(told, at(7)).map(({ openTime }) => openTime)).toEqual([0, 3, 4, 5, 6].map(at));
  });

  const forming = (second: number, firstId: number | null) => ({ ...candle(second, '9', firstId), isClosed: false });
  const secondsOf = (told: readonly ToldCandle[], coveredTo: number) =>
    secondsOfCandles(told, coveredTo).map(({ openTime }) => (openTime - START) / 1000);

  test('one that forms is no row, and its first trade shows whether others were missed before it', () => {
    expect(secondsOf([candle(0, '1', 1, 4), forming(3, 5)], at(9))).toEqual([0, 1, 2]);
    expect(secondsOf([candle(0, '1', 1, 4), forming(3, 6)], at(9))).toEqual([0]);
    expect(secondsOf([candle(0, '1', 1, 4), forming(3, null)], at(9))).toEqual([0]);
  });

  test('behind one whose close was not told nothing is carried on', () => {
    const told = [candle(0, '1', 1, 4), forming(2, 5), candle(5, '2', 6), candle(7, '3', 7)];
    expect(secondsOf(told, at(9))).toEqual([0, 1, 5, 6, 7, 8]);
    // Nothing was traded in the one that closed, so what it carries is the close of the one before, which is not known.
    expect(secondsOf([forming(2, 5), candle(3, '2', null), candle(5, '3', 6)], at(6))).toEqual([3, 5]);
  });

  test('of what is told twice the last word counts', () => {
    expect(secondsOfCandles([candle(0, '1', 1), candle(0, '2', 1)], at(1))).toEqual([
      { openTime: at(0), close: '2', volume: '1' },
    ]);
  });
});

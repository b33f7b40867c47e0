import type { FigureUnit } from './figureUnits.ts';

export interface FigureFormula {
  /** With `N` for the number of its group. */
  readonly name: string;
  readonly unit: FigureUnit;
  /** Its formula, in one sentence, with `{}` for the words of its number. */
  readonly says: string;
  /** The part of a snapshot that it is made of, and which of its fields. */
  readonly source: string;
}

/** Figures that there are once, or for each of several numbers. */
export interface FigureGroup {
  /** In sentences, for each number; '': these figures have none. */
  readonly words: Readonly<Record<string, string>>;
  /** In sentences, for a number that is not said. */
  readonly anyOf: string;
  readonly figures: readonly FigureFormula[];
}

type Line = readonly [name: string, unit: FigureUnit, says: string, source: string];

const group = (words: FigureGroup['words'], anyOf: string, lines: readonly Line[]): FigureGroup => ({
  words,
  anyOf,
  figures: lines.map(([name, unit, says, source]) => ({ name, unit, says, source })),
});

const alone = (lines: readonly Line[]): FigureGroup => group({ '': '' }, '', lines);

const levels = { 5: 'the best 5', 10: 'the best 10', 20: 'the best 20', all: 'all' };
const points = { 10: '10', 50: '50', 100: '100' };
const minutes = { 60: '1 hour', 240: '4 hours', 1440: '1 day' };

/** What candles say of one of them. */
const moves = (which: 'closed' | 'forming', candle: string): Line[] => [
  [`candles.N.${which}.openTime`, 'ms', `Open time of ${candle}`, '`klines`: `openTime`'],
  [`candles.N.${which}.close`, 'quote asset', `Last price of ${candle}`, '`klines`: `close`'],
  [`candles.N.${which}.changePercent`, '%', `(Close − open) ÷ open × 100 of ${candle}`, '`klines`: `open`, `close`'],
  [`candles.N.${which}.rangePercent`, '%', `(High − low) ÷ low × 100 of ${candle}`, '`klines`: `high`, `low`'],
  [`candles.N.${which}.volume`, 'base asset', `Volume of ${candle}`, '`klines`: `volume`'],
];

/** All figures, in the order of `Figures`. */
export const figureGroups: readonly FigureGroup[] = [
  alone([
    ['price.last', 'quote asset', 'Latest price', '`price`: `price`'],
    [
      'price.average',
      'quote asset',
      'Average price of the last minutes, weighted by volume, as the exchange says it (spot alone)',
      '`avg-price`: `price`',
    ],
    ['price.averageMinutes', 'min', 'Minutes that this average is of', '`avg-price`: `mins`'],
    ['day.open', 'quote asset', 'Price 24 hours ago', '`high-low`: `openPrice`'],
    ['day.high', 'quote asset', 'Highest price of 24 hours', '`high-low`: `highPrice`'],
    ['day.low', 'quote asset', 'Lowest price of 24 hours', '`high-low`: `lowPrice`'],
    ['day.change', 'quote asset', 'Change of the price in 24 hours', '`high-low`: `priceChange`'],
    [
      'day.changePercent',
      '%',
      'The same in per cent, as the exchange has rounded it',
      '`high-low`: `priceChangePercent`',
    ],
    ['day.volume', 'base asset', 'Volume of 24 hours', '`high-low`: `volume`'],
    ['day.quoteVolume', 'quote asset', 'Volume of 24 hours, by value', '`high-low`: `quoteVolume`'],
    ['day.trades', 'count', 'Trades of 24 hours', '`high-low`: `count`'],
    ['spread.bid', 'quote asset', 'Best bid', '`book-ticker`: `bidPrice`'],
    ['spread.ask', 'quote asset', 'Best ask', '`book-ticker`: `askPrice`'],
    ['spread.mid', 'quote asset', '(Best bid + best ask) ÷ 2', '`book-ticker`: `bidPrice`, `askPrice`'],
    ['spread.absolute', 'quote asset', 'Best ask − best bid', '`book-ticker`: `bidPrice`, `askPrice`'],
    ['spread.basisPoints', 'bp', '(Best ask − best bid) ÷ mid × 10,000', '`book-ticker`: `bidPrice`, `askPrice`'],
  ]),
  group(levels, 'the best N', [
    ['book.levels.N.bidVolume', 'base asset', 'Sum of the quantities of {} bids', '`depth`: `bids`'],
    ['book.levels.N.askVolume', 'base asset', 'Sum of the quantities of {} asks', '`depth`: `asks`'],
    ['book.levels.N.ratio', 'ratio', 'Quantity of {} bids ÷ quantity of {} asks', '`depth`: `bids`, `asks`'],
  ]),
  group(points, 'N', [
    [
      'book.depth.N.bid',
      'quote asset',
      'Sum of price × quantity of the bids with |price − mid| ≤ mid × {} ÷ 10,000; mid: that of this book',
      '`depth`: `bids`, `asks`',
    ],
    [
      'book.depth.N.ask',
      'quote asset',
      'Sum of price × quantity of the asks with |price − mid| ≤ mid × {} ÷ 10,000; mid: that of this book',
      '`depth`: `bids`, `asks`',
    ],
  ]),
  alone([
    [
      'book.reach.bid',
      'bp',
      '|price of the farthest bid − mid| ÷ mid × 10,000; mid: that of this book',
      '`depth`: `bids`, `asks`',
    ],
    [
      'book.reach.ask',
      'bp',
      '|price of the farthest ask − mid| ÷ mid × 10,000; mid: that of this book',
      '`depth`: `bids`, `asks`',
    ],
    [
      'trades.count',
      'count',
      'Trades that these figures are of: the newest 500, or as many as there are; aggregates, unless spot has `source: trades`',
      '`trades`',
    ],
    ['trades.from', 'ms', 'Time of the oldest of them', '`trades`: `time`'],
    ['trades.to', 'ms', 'Time of the newest of them', '`trades`: `time`'],
    ['trades.buyCount', 'count', 'Trades in which the taker bought', '`trades`: `isBuyerMaker` is false'],
    ['trades.sellCount', 'count', 'Trades in which the taker sold', '`trades`: `isBuyerMaker` is true'],
    ['trades.buyVolume', 'base asset', 'Sum of the quantities that takers bought', '`trades`: `qty`'],
    ['trades.sellVolume', 'base asset', 'Sum of the quantities that takers sold', '`trades`: `qty`'],
    ['trades.ratio', 'ratio', 'Quantity that takers bought ÷ quantity that they sold', '`trades`: `qty`'],
    [
      'trades.largest.id',
      'id',
      'Id of the trade with the largest price × quantity; of equal ones the newest',
      '`trades`: `id`',
    ],
    ['trades.largest.time', 'ms', 'Its time', '`trades`: `time`'],
    ['trades.largest.price', 'quote asset', 'Its price', '`trades`: `price`'],
    ['trades.largest.quantity', 'base asset', 'Its quantity', '`trades`: `qty`'],
    ['trades.largest.quote', 'quote asset', 'Its price × quantity', '`trades`: `price`, `qty`'],
    ['trades.largest.side', 'text', '`buy` if the taker bought, else `sell`', '`trades`: `isBuyerMaker`'],
  ]),
  group(minutes, 'N minutes', [
    ...moves('closed', 'the last closed candle of {}'),
    ...moves('forming', 'the forming candle of {}'),
    [
      'candles.N.average10',
      'quote asset',
      'Sum of the closes of the last 10 closed candles of {} ÷ 10',
      '`klines`: `close`',
    ],
    [
      'candles.N.average20',
      'quote asset',
      'Sum of the closes of the last 20 closed candles of {} ÷ 20',
      '`klines`: `close`',
    ],
    [
      'candles.N.trend',
      'text',
      'Of closed candles of {}: `up` where close > average10 > average20, `down` where close < average10 < average20, else `flat`',
      '`klines`: `close`',
    ],
  ]),
];

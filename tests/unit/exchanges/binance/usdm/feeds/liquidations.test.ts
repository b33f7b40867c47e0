import { readFileSync } from 'node:fs';
import { liquidations } from '../../../../../../exchanges/binance/usdm/feeds/liquidations.ts';
import { judgedRows } from '../../../../../judged.ts';
import { describeWithRecordings, recording } from '../../../../../recordings.ts';

const T = 1_790_000_000_151;
const order = {
  s: 'BTCUSDT',
  S: 'SELL',
  o: 'LIMIT',
  f: 'IOC',
  q: '0.014',
  p: '9910',
  ap: '9910.5',
  X: 'FILLED',
  l: '0.014',
  z: '0.013',
  T,
};
const event = (more: object = {}) => ({ e: 'forceOrder', E: T + 3, o: { ...order, ...more } });
const query = { pairs: ['BTCUSDT'], asOf: T + 50, uncertainty: 1, isClosed: true };

const feed = liquidations();
function read(of: object, symbol = 'BTCUSDT') {
  const { streamed } = feed;
  if (streamed?.by !== 'rows') throw new Error('it comes row by row');
  return streamed.rowOf(of, symbol);
}
const stored = (of: object) => judgedRows(feed, [read(of)], query).rows[0];

it('stores side, prices, quantities and the value in the quote asset, exact', () => {
  const row = stored(event());
  expect(JSON.parse(row?.member ?? '')).toEqual([
    row?.score,
    T,
    'SELL',
    '9910',
    '9910.5',
    '0.014',
    '0.013',
    '128.8365',
    'FILLED',
  ]);
});

it('is known by its ms and what it says: twice the same is one, two of a ms are two, in their ms', () => {
  const score = stored(event())?.score ?? 0;
  expect(Math.floor(score / 1000)).toBe(T);
  expect(stored({ ...event(), E: T + 999 })?.score).toBe(score);
  const others = [{ S: 'BUY' }, { q: '0.015' }, { z: '0.012' }, { p: '9911' }].map(
    (more) => stored(event(more))?.score,
  );
  expect(new Set([score, ...others]).size).toBe(5);
  for (const other of others) expect(Math.floor((other ?? 0) / 1000)).toBe(T);
});

it('cannot be asked for, and what is missed is missed', () => {
  expect(feed.request).toBeUndefined();
  expect(feed.older).toBeUndefined();
  expect(feed.streamed?.streamsOf('BTCUSDT')).toEqual(['btcusdt@forceOrder']);
});

it.each([
  ['of another pair', event({ s: 'ETHUSDT' }), /another pair/],
  ['of another type', { ...event(), e: 'trade' }, /forceOrder/],
  ['without a side', event({ S: 'HOLD' }), /must be equal/],
  ['with a price that is a number', event({ ap: 9910 }), /must be string/],
  ['of later, after which none would be newer', event({ T: T + 20 * 3_600_000 }), /of later/],
  ['null', null, /must be object/],
])('refuses an event %s', (_says, of, message) => {
  expect(() => read(of as object)).toThrow(message);
});

describeWithRecordings('liquidations as Binance has sent them', () => {
  it('are read', () => {
    const lines = readFileSync(recording('streams/real-messages-by-channel.ndjson'), 'utf8').trim().split('\n');
    const sent = lines.flatMap((line) => {
      const { exchange, msg } = JSON.parse(line) as {
        exchange: string;
        msg?: { data?: { e?: string; o?: { s: string; T: number } } };
      };
      return exchange === 'binance-futures' && msg?.data?.e === 'forceOrder' ? [msg.data] : [];
    });
    expect(sent.length).toBeGreaterThan(0);
    for (const data of sent) {
      const row = read(data, data.o?.s);
      const { rows } = judgedRows(feed, [row], { ...query, pairs: [data.o?.s ?? ''], asOf: data.o?.T ?? 0 });
      expect(rows).toHaveLength(1);
    }
  });
});

import { fundingOf, fundingPaidOf, ohlcOf, openInterestHistOf } from '../../../../api/futures/normalRows.ts';

const about = { exchange: 'binance', symbol: 'BTCUSDT_261225' };
const AT = Date.UTC(2026, 8, 21, 14, 14);
const stamped = { ...about, timestamp: '2026-09-21T14:14:00.000Z', timestampMs: AT };

it('a candle is final once its last millisecond is over', () => {
  const row = [AT, '10.10', '1E+1', '9', '9.5', '0', AT + 59_999, '0.000', 0, '0', '0', '0'];
  const candle = { ...{ open: '10.10', high: '1E+1', low: '9', close: '9.5', volume: '0' }, closeTime: AT + 59_999 };
  const traded = { quoteVolume: '0.000', tradeCount: 0, takerBuyBase: '0', takerBuyQuote: '0' };
  const all = { ...stamped, interval: '1m', ...candle, ...traded };
  expect(ohlcOf(row, { ...about, interval: '1m' }, AT + 59_999)).toEqual({ ...all, final: false });
  expect(ohlcOf(row, { ...about, interval: '1m' }, AT + 60_000)).toEqual({ ...all, final: true });
});

it('contracts that end pay no funding', () => {
  const prices = { markPrice: '1', indexPrice: '2' };
  const row = {
    ...prices,
    estimatedSettlePrice: '3',
    lastFundingRate: '',
    interestRate: '',
    nextFundingTime: 0,
    time: AT,
  };
  const none = { fundingRate: null, nextFundingTimestamp: null, nextFundingTimestampMs: null };
  expect(fundingOf(row, about)).toEqual({ ...stamped, ...none, ...prices });
});

it.each([[''], [undefined]])('a payment with mark price %j has none', (markPrice) => {
  expect(fundingPaidOf({ fundingTime: AT, fundingRate: '-0.0001', markPrice }, about)).toEqual({
    ...stamped,
    fundingRate: '-0.0001',
    markPrice: null,
  });
});

it('a time that the exchange sends as a text is a number', () => {
  const row = { sumOpenInterest: '1', sumOpenInterestValue: '2', timestamp: String(AT) };
  expect(openInterestHistOf(row, { ...about, period: '5m' })).toMatchObject({ timestampMs: AT });
});

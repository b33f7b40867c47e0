import type { Interval } from '../../../markets/markets.js';
import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';
import type { StreamedCandles } from '../../../model/streamed.ts';
import { createValidator } from '../../../model/validate.ts';
import { streamOf, text } from '../events/event.ts';
import { candleFields, candleOf, faultOfCandle, type ToldCandle } from '../events/kline.ts';
import { milliseconds, object } from '../fields.ts';
import { intervalName } from '../intervals.ts';
import { pairOf } from './ask.ts';

/**
 * How candles of whatever contract of a pair is the current one of its kind come: four times a second while there are trades. Which contract that is the
 * stream does not tell, so no trades go with it, and nothing else can be held against it.
 */
export const continuousCandles = (interval: Interval, contractType: string): StreamedCandles => ({
  by: 'candles',
  interval,
  closesWithinMs: 0,
  // A pair that has no such contract never has any.
  unproven: 'while empty',
  streamsOf: (symbol) => [streamOf(`${pairOf(symbol)}_${contractType}`, `@continuousKline_${intervalName(interval)}`)],
  read(event, symbol) {
    const { E, ps, ct, k } = validate(event, 'an event of continuous_kline');
    const isOurs = ps === pairOf(symbol) && ct === contractType;
    const fault = isOurs ? faultOfCandle(interval, E, k) : 'it is of other contracts';
    // The next contract may count its trades from lower on, in the middle of a candle of days: the event's time tells the newer of two.
    if (fault === null) return { candle: { ...candleOf(k), lastId: E } };
    throw new InvalidPayload(`an event of continuous_kline of ${symbol} is impossible: ${fault}: ${excerptOf(event)}`);
  },
  add() {
    throw new TypeError('candles of contracts have no trades');
  },
});

const validate = createValidator<ContinuousKline>(
  object({ e: { const: 'continuous_kline' }, E: milliseconds, ps: text, ct: text, k: object(candleFields) }),
);

/**
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Continuous-Contract-Kline-Candlestick-Streams
 * `{"e":"continuous_kline","E":1790000041000,"ps":"BTCUSDT","ct":"PERPETUAL","k":{"t":1790000040000,"T":1790000099999,"i":"1m", … "x":false, … }}`
 */
interface ContinuousKline {
  readonly E: number;
  readonly ps: string;
  readonly ct: string;
  readonly k: ToldCandle;
}

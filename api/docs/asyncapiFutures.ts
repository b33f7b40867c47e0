import type { LiveStreams } from '../../model/liveStreams.ts';
import { ACCEPTED_THRESHOLDS, DEFAULT_INTERVAL } from '../futures/sockets/address.ts';
import { type Topic, topics } from '../futures/socketTopics.ts';
import { exactly, integer, type JsonSchema, text } from './openapiRows.ts';

const ref = (to: string): JsonSchema => ({ $ref: `#/${to}` });

const decimal = (description: string): JsonSchema => ({
  type: 'string',
  pattern: String.raw`^\d+(\.\d+)?$`,
  description,
});

const stamped = (type: string, of: string) => ({
  type: { const: type },
  exchange: text('As the address calls it'),
  symbol: text("The exchange's name"),
  timestamp: { type: 'string', format: 'date-time', description: `${of}, UTC` },
  timestampMs: integer('The same, ms'),
});

const side = (description: string): JsonSchema => ({ enum: ['BUY', 'SELL'], description });

const figures: Readonly<Record<Topic, JsonSchema>> = {
  ohlc: exactly({
    ...stamped('ohlc', 'When the candle opens'),
    interval: text('m is a minute and M a month'),
    ...{ open: decimal('First price'), high: decimal('Highest'), low: decimal('Lowest'), close: decimal('Last price') },
    volume: decimal('Base volume'),
    closeTime: integer('When it ends, ms'),
    quoteVolume: decimal('Quote volume'),
    tradeCount: integer('Trades'),
    takerBuyBase: decimal('Base volume that takers have bought'),
    takerBuyQuote: decimal('The same in the quote asset'),
    final: { type: 'boolean', description: 'It is closed, and comes no more' },
    toldAt: integer('When the exchange told it, ms'),
  }),
  liquidations: exactly({
    ...stamped('liquidation', 'When it was traded'),
    side: side('SELL: a long position was closed; BUY: a short one'),
    price: decimal('Of the order'),
    averagePrice: decimal('That it was filled at'),
    qty: decimal('Of the order'),
    filledQty: decimal('That was filled'),
    quoteValue: decimal('Average price × filled quantity'),
    status: text('State of the order'),
    sampled: { const: true, description: 'The exchange tells at most one of each symbol and second' },
  }),
  large_trades: exactly({
    ...stamped('large_trade', 'When it was traded'),
    id: integer('Of the aggregate trade'),
    side: side('What the taker did'),
    price: decimal('Price'),
    qty: decimal('Quantity'),
    quoteValue: decimal('Price × quantity, exact'),
    firstId: integer('First single trade in it'),
    lastId: integer('Last one'),
    threshold: decimal('From which value on this socket tells trades, in dollars'),
  }),
};

const error: JsonSchema = {
  type: 'object',
  required: ['type', 'error', 'detail'],
  properties: {
    type: { const: 'error' },
    error: text('For programs'),
    detail: text('For people'),
    parameter: text('The part of the address that is wrong'),
    accepted: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }] },
  },
};

const ERROR = 'futuresError';

/** `large_trades` → `futuresLargeTrades` */
const keyOf = (topic: Topic): string =>
  `futures_${topic}`.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The sockets of the futures service in the AsyncAPI document. @param exchanges names that there are */
export function asyncapiFutures(live: LiveStreams, exchanges: readonly string[]) {
  const all = Object.keys(topics) as Topic[];
  const queries: Readonly<Record<string, JsonSchema>> = {
    interval: { enum: live.intervals, default: DEFAULT_INTERVAL },
    threshold: { type: 'string', description: `${ACCEPTED_THRESHOLDS}; default: live.largeTradeUsd` },
  };
  const messagesOf = (topic: Topic): readonly string[] => [keyOf(topic), ERROR];
  return {
    channels: Object.fromEntries(
      all.map((topic) => [
        keyOf(topic),
        {
          address: `/ws/{exchange}/{symbol}/${topic}`,
          description: topics[topic].says,
          parameters: {
            exchange: { enum: exchanges },
            symbol: { description: 'The name of a contract, in capitals or small letters', examples: ['btcusdt'] },
          },
          messages: Object.fromEntries(messagesOf(topic).map((name) => [name, ref(`components/messages/${name}`)])),
          bindings: {
            ws: {
              query: {
                type: 'object',
                properties: Object.fromEntries(topics[topic].query.map((name) => [name, queries[name]])),
              },
            },
          },
        },
      ]),
    ),
    operations: Object.fromEntries(
      all.map((topic) => [
        `${keyOf(topic)}Tell`,
        {
          action: 'send',
          channel: ref(`channels/${keyOf(topic)}`),
          summary: 'What a caller is sent',
          messages: messagesOf(topic).map((name) => ref(`channels/${keyOf(topic)}/messages/${name}`)),
        },
      ]),
    ),
    messages: {
      ...Object.fromEntries(
        all.map((topic) => [keyOf(topic), { summary: topics[topic].says, payload: figures[topic] }]),
      ),
      [ERROR]: { summary: 'What the address asks for there is not, and what there is; 1008 follows', payload: error },
    },
  };
}

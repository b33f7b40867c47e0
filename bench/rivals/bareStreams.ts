import { WebSocket } from 'ws';
import { symbolOf } from '../streams/sender/sender.ts';

/**
 * Follows all spot streams of some pairs and does nothing but parse each frame.
 *
 * Arguments: URL of the sender, number of pairs.
 */
const [url = '', pairs] = process.argv.slice(2);
const KINDS = [
  'aggTrade',
  'bookTicker',
  'depth@100ms',
  'ticker',
  'avgPrice',
  'kline_1m',
  'kline_5m',
  'kline_15m',
  'kline_30m',
  'kline_1h',
  'kline_1d',
  'kline_1w',
  'kline_1M',
];
const AT_ONCE = 100;
const names = Array.from({ length: Number(pairs) }, (_, index) => symbolOf(index + 1).toLowerCase()).flatMap((code) =>
  KINDS.map((kind) => `${code}@${kind}`),
);
let open = 0;
for (let from = 0; from < names.length; from += AT_ONCE) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, { perMessageDeflate: false });
  socket.on('message', (data) => JSON.parse(String(data)) as unknown);
  socket.on('open', () => {
    socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: names.slice(from, from + AT_ONCE), id: 1 }));
    open += AT_ONCE;
    if (open >= names.length) process.send?.('ready');
  });
}

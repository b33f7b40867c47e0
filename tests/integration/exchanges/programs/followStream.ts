import { spotStreams } from '../../../../exchanges/binance/spot/streams.ts';
import { openStream } from '../../../../exchanges/stream.ts';
import { monotonicMs } from '../../../../runtime/machine.ts';

/** Follows a heartbeat: each event, and the end, is a line. */
const [, , url = ''] = process.argv;
const stream = openStream(
  {
    protocol: spotStreams,
    url,
    proxy: null,
    monotonic: monotonicMs,
    now: Date.now,
    limits: { silentMs: 500, lookEveryMs: 50 },
  },
  {
    onOpen: () => stream.request('subscribe', ['btcusdt@avgPrice']),
    onEvent: () => console.log('event'),
    onReply: () => undefined,
    onShutdown: () => undefined,
    onEnd: ({ cause }) => console.log(cause),
    onBadFrame: () => undefined,
    onDefect: (error) => console.log(error),
    isTicking: () => true,
  },
);

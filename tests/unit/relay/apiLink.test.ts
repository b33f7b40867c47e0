import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { readBatch } from '../../../model/relayWire.ts';
import { createApiLink } from '../../../relay/apiLink.ts';
import { createLinkCounts } from '../../../relay/linkCounts.ts';
import type { Listener } from '../../../relay/upstream.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** A link that follows a stream, and what was sent over it: each batch as its texts, and when. */
function open() {
  const batches: { readonly at: number; readonly texts: string[] }[] = [];
  const socket = Object.assign(new EventEmitter(), {
    bufferedAmount: 0,
    send(batch: string) {
      const texts: string[] = [];
      readBatch(batch, (_number, text) => texts.push(text));
      batches.push({ at: performance.now(), texts });
    },
    close: () => undefined,
    terminate: () => undefined,
  });
  const listeners: Listener[] = [];
  const counts = createLinkCounts();
  createApiLink(socket as unknown as WebSocket, {
    markets: new Map([
      [
        'spot',
        {
          follow: (_stream, listener) => {
            listeners.push(listener);
            return () => undefined;
          },
          askBook: async () => null,
        },
      ],
    ]),
    ...{ counts, mostBacklog: 1_000, log: { warn: () => undefined } },
    monotonic: () => performance.now(),
    onDefect(error) {
      throw error;
    },
  });
  socket.emit('message', JSON.stringify({ do: 'follow', number: 1, market: 'spot', stream: 'btcusdt@trade' }), false);
  const frame = (text: string): void => listeners[0]?.onFrame(text);
  return { socket, frame, batches, counts };
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

it('what comes of a quiet link goes at once, and all of one moment as one batch', async () => {
  const { frame, batches } = open();
  frame('a');
  frame('b');
  await pass(0);
  await pass(100);
  frame('c');
  await pass(0);
  expect(batches.map(({ texts }) => texts)).toEqual([['a', 'b'], ['c']]);
  expect((batches[1]?.at ?? 0) - (batches[0]?.at ?? 0)).toBe(100);
});

it('what comes soon after a batch goes with the next one, 5 ms later, in order', async () => {
  const { frame, batches, counts } = open();
  for (let ms = 0; ms < 12; ms++) {
    frame(String(ms));
    await pass(1);
  }
  await pass(10);
  expect(batches.flatMap(({ texts }) => texts)).toEqual(Array.from({ length: 12 }, (_, ms) => String(ms)));
  const times = batches.map(({ at }) => Math.round(at));
  for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(5);
  expect(batches.length).toBeLessThanOrEqual(4);
  // What is gathered on purpose does not lag; only what goes later than it should.
  expect(counts.lagMs).toBeLessThanOrEqual(1);
});

it('a link that ends while a batch is gathered sends nothing any more', async () => {
  const { socket, frame, batches } = open();
  frame('a');
  await pass(1);
  frame('b');
  socket.emit('close');
  await pass(20);
  expect(batches.map(({ texts }) => texts)).toEqual([['a']]);
});

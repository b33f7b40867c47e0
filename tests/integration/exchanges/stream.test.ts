import { spotStreams } from '../../../exchanges/binance/spot/streams.ts';
import { openStream, type Stream, type StreamHandlers, type StreamOptions } from '../../../exchanges/stream.ts';
import type { StreamEnd } from '../../../exchanges/streamEnd.ts';
import { monotonicMs } from '../../../runtime/machine.ts';
import { eventually } from '../../eventually.ts';
import { type StandIn, startStandIn } from '../../streamStandIn.ts';

let exchange: StandIn;
const open: Stream[] = [];
beforeEach(async () => {
  exchange = await startStandIn();
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  await exchange.close();
});

interface Opened {
  readonly stream: Stream;
  readonly events: unknown[];
  readonly replies: unknown[];
  readonly ends: StreamEnd[];
  readonly bad: string[];
  readonly defects: unknown[];
  isOpen(): boolean;
  shutdowns(): number;
}

function openOne(options: Partial<StreamOptions> = {}, handlers: Partial<StreamHandlers> = {}): Opened {
  const told = { events: [], replies: [], ends: [], bad: [], defects: [] } as {
    events: unknown[];
    replies: unknown[];
    ends: StreamEnd[];
    bad: string[];
    defects: unknown[];
  };
  let isOpen = false;
  let shutdowns = 0;
  const stream = openStream(
    {
      protocol: spotStreams,
      url: `${exchange.url}/stream`,
      proxy: null,
      monotonic: monotonicMs,
      now: Date.now,
      ...options,
      limits: { silentMs: 300, openWithinMs: 500, lookEveryMs: 20, ...options.limits },
    },
    {
      onOpen: () => {
        isOpen = true;
      },
      onEvent: (name, data, time) => told.events.push({ name, data, time }),
      onReply: (...reply) => told.replies.push(reply),
      onShutdown: () => shutdowns++,
      onEnd: (end) => told.ends.push(end),
      onBadFrame: (why) => told.bad.push(why),
      onDefect: (error) => told.defects.push(error),
      isTicking: () => true,
      ...handlers,
    },
  );
  open.push(stream);
  return { ...told, stream, isOpen: () => isOpen, shutdowns: () => shutdowns };
}

const opened = async (...options: Parameters<typeof openOne>) => {
  const one = openOne(...options);
  await eventually(one.isOpen);
  return { ...one, server: await eventually(() => exchange.open().at(-1) ?? false) };
};
const heartbeat = 'btcusdt@avgPrice';
const methods = (texts: readonly { readonly text: string }[]) => texts.map(({ text }) => JSON.parse(text));

it('declines compression, subscribes, is answered and hears', async () => {
  const { stream, server, events, replies } = await opened();
  expect(server.socket.extensions).toBe('');
  stream.request('subscribe', [heartbeat]);
  await eventually(() => events.length > 0);
  expect(replies).toEqual([['subscribe', [heartbeat], null]]);
  expect(events[0]).toMatchObject({ name: heartbeat, data: { e: 'avgPrice' } });
  stream.request('unsubscribe', [heartbeat]);
  await eventually(() => replies.length === 2);
});

it('splits what is longer than a request may be, and each is answered', async () => {
  const { stream, server, replies } = await opened({ limits: { silentMs: 5_000 } });
  const names = Array.from({ length: 400 }, (_, at) => `pair${at}usdt@bookTicker`);
  stream.request('subscribe', names);
  await eventually(() => replies.length === 4);
  expect(methods(server.heard).flatMap(({ params }) => params)).toEqual(names);
  for (const { text } of server.heard) expect(Buffer.byteLength(text)).toBeLessThan(4_000);
});

it('a name longer than a request may be is refused, and nothing else', async () => {
  const { stream, replies } = await opened();
  stream.request('subscribe', ['a@x', 'b'.repeat(5_000), 'c@x']);
  await eventually(() => replies.length === 3);
  expect(replies).toContainEqual(['subscribe', ['a@x'], null]);
  expect(replies).toContainEqual(['subscribe', ['b'.repeat(5_000)], 'its name is longer than a request may be']);
  expect(replies).toContainEqual(['subscribe', ['c@x'], null]);
});

it('sends at most four messages in any second, answers to pings included and first', async () => {
  const { stream, server } = await opened({ limits: { silentMs: 60_000 } });
  for (let at = 0; at < 8; at++) stream.request('subscribe', [`a${at}@x`]);
  await eventually(() => server.heard.length === 4);
  for (let at = 0; at < 20; at++) server.socket.ping(`ping ${at}`);
  await eventually(() => server.heard.length === 8);
  const times = [...server.heard, ...server.pongs].map(({ at }) => at).sort((a, b) => a - b);
  // A second as they are sent; on a busy machine the exchange hears of the first ones late.
  for (const [at, time] of times.entries()) {
    expect((times[at + 4] ?? Number.POSITIVE_INFINITY) - time).toBeGreaterThan(500);
  }
  expect(server.pongs.map(({ text }) => text)).toContain('ping 19');
  expect(server.pongs.length).toBeLessThan(4);
  expect(server.pongs[0]?.at).toBeLessThan(server.heard[4]?.at ?? 0);
});

it('gives up a request that is not answered', async () => {
  exchange.onRequest = () => null;
  const { stream, server, replies } = await opened({ limits: { answerWithinMs: 100, silentMs: 5_000 } });
  stream.request('subscribe', ['a@x', 'b@x']);
  // Others are served.
  await eventually(() => server.heard.length === 1);
  server.send('{"stream":"c@x","data":{}}');
  await eventually(() => replies.length === 1);
  expect(replies).toEqual([['subscribe', ['a@x', 'b@x'], 'not answered within 100 ms']]);
});

it('an error without a number is of the oldest request', async () => {
  exchange.onRequest = ({ id }) => (id === 1 ? { code: 3, msg: 'Invalid JSON' } : undefined);
  const { stream, replies } = await opened();
  stream.request('subscribe', ['a@x']);
  stream.request('subscribe', ['b@x']);
  await eventually(() => replies.length === 2);
  expect(replies).toEqual([
    ['subscribe', ['a@x'], '3: Invalid JSON'],
    ['subscribe', ['b@x'], null],
  ]);
});

describe('a socket that is alive', () => {
  it.each([
    ['though it would answer a ping', 60_000],
    ['pings of the exchange notwithstanding', 20],
  ])('but brings no frame is ended, %s', async (_name, everyMs) => {
    const { server, ends } = await opened({ limits: { silentMs: 700 } });
    const pinging = setInterval(() => server.socket.ping(), everyMs);
    await eventually(() => ends.length === 1, 20_000);
    clearInterval(pinging);
    expect(ends).toEqual([{ cause: 'silent', message: '/stream: nothing has come for 700 ms' }]);
  });

  it('is pinged where none of its streams ticks, and goes on if it answers, however long no event comes', async () => {
    const { server, ends } = await opened({ limits: { unreadableMs: 100 } }, { isTicking: () => false });
    let pings = 0;
    server.socket.on('ping', () => pings++);
    await eventually(() => pings >= 4);
    expect(ends).toEqual([]);
    server.socket.pause();
    await eventually(() => ends.length === 1);
    expect(ends[0]?.cause).toBe('silent');
  });

  it.each([
    ['once it has brought something', '{"stream":"c@x","data":{}}', 700],
    ['later where it has brought nothing yet: the exchange may be slow', null, 1_600],
  ])('and answers pings, but neither a request nor brings anything, is ended, %s', async (_name, frame, withinMs) => {
    exchange.onRequest = () => null;
    const limits = { silentMs: 700, answerWithinMs: 1_600 };
    const { stream, server, ends, bad, replies } = await opened({ limits }, { isTicking: () => false });
    if (frame !== null) server.send(frame);
    await eventually(() => frame === null || stream.frames() === 1);
    stream.request('subscribe', ['a@x']);
    await eventually(() => ends.length === 1);
    expect(ends).toEqual([
      { cause: 'silent', message: `/stream: nothing was answered for ${withinMs} ms, and nothing has come` },
    ]);
    expect([bad, replies]).toEqual([[], []]);
  });

  it('but brings only what cannot be read is ended later', async () => {
    const { server, ends, bad } = await opened({ limits: { unreadableMs: 500 } });
    const sending = setInterval(() => server.send('rubbish'), 20);
    await eventually(() => ends.length === 1);
    clearInterval(sending);
    expect(ends[0]?.cause).toBe('unreadable');
    expect(bad.length).toBeGreaterThan(10);
  });

  it('is not ended because this process stood still', async () => {
    const { stream, ends, events } = await opened();
    stream.request('subscribe', [heartbeat]);
    await eventually(() => events.length > 0);
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    await eventually(() => events.length > 5);
    expect(ends).toEqual([]);
  });
});

describe('bad frames', () => {
  it('are counted, and the socket goes on', async () => {
    const { stream, server, bad, ends, events, defects } = await opened();
    stream.request('subscribe', [heartbeat]);
    const frames = [
      'no JSON',
      '<html>',
      Buffer.from('{"stream":"a@x","data":{}}'),
      'x'.repeat(5 * 1024 * 1024),
      '{"other":"shape"}',
      '',
    ];
    for (const frame of frames) server.send(frame);
    await eventually(() => bad.length === frames.length);
    const before = events.length;
    await eventually(() => events.length > before);
    expect([ends, defects]).toEqual([[], []]);
    expect(bad[0]).toBe('a frame of a stream cannot be read: "no JSON"');
    expect(bad[2]).toBe('a frame of a stream is not text');
    expect(bad[3]).toMatch(/^a frame of a stream is longer than \d+ bytes$/);
  });

  it('that no WebSocket may have end it', async () => {
    const { server, ends } = await opened();
    (server.socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from([0xff, 0xff, 0xff]));
    await eventually(() => ends.length === 1);
    expect(ends[0]?.cause).toBe('protocol');
  });

  it('that are longer than any end it', async () => {
    const { server, ends } = await opened({ limits: { silentMs: 10_000 } });
    server.send(Buffer.alloc(17 * 1024 * 1024, 'x').toString());
    await eventually(() => ends.length === 1);
    expect(ends).toEqual([{ cause: 'protocol', message: '/stream: Max payload size exceeded' }]);
  });

  it('that meet a mistake of ours are told as such', async () => {
    const protocol = {
      ...spotStreams,
      read() {
        throw new TypeError('a mistake');
      },
    };
    const { server, defects, bad } = await opened({ protocol });
    server.send('{}');
    await eventually(() => defects.length === 1);
    expect(bad).toEqual([]);
  });
});

it('a shutdown is told', async () => {
  const one = await opened();
  one.server.send({ e: 'serverShutdown', E: Date.now() });
  one.server.event('!serverShutdown', { e: 'serverShutdown' });
  await eventually(() => one.shutdowns() === 2);
});

it('after it was closed nothing is told', async () => {
  const { stream, server, ends, events } = await opened();
  stream.request('subscribe', [heartbeat]);
  stream.close();
  server.event(heartbeat, {});
  await eventually(() => server.socket.readyState === server.socket.CLOSED);
  expect([ends, events]).toEqual([[], []]);
});

import { WebSocket } from 'ws';
import { eventually } from '../../../eventually.ts';
import { answersIn, call, type RawCaller } from '../rawCaller.ts';
import { createStreamsFixture } from './streamsFixture.ts';

const head = (path = '/ws'): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    '',
    '',
  ].join('\r\n');

/** A short message as a caller sends it, with a mask that changes nothing. */
const frame = (text: string) => Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

const counts = () => api.streams.callers.counts;
const allGone = () => eventually(() => api.streams.callers.now().sockets === 0);

describe('with the usual limits', () => {
  beforeEach(async () => {
    api = await createStreamsFixture();
  });

  it.each(['/ws', '/fstream/ws'])(
    '%s takes a hundred messages at once, and one of those that follow ends it',
    async (path) => {
      const caller = await api.open(path);
      for (let id = 1; id <= 1_000; id++) caller.socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }));
      expect(await caller.closed).toEqual({ code: 1008, reason: 'Too many requests' });
      expect(caller.answers().length).toBeGreaterThanOrEqual(100);
      expect(caller.answers().length).toBeLessThan(150);
      await eventually(() => counts().ended['too-fast'] === 1);
    },
  );

  it('pings of a caller are answered, and a flood of them ends the socket', async () => {
    const caller = await api.open('/ws');
    const pongs: string[] = [];
    caller.socket.on('pong', (data) => pongs.push(data.toString()));
    for (let index = 0; index < 15; index++) caller.socket.ping(`${index}`);
    await eventually(() => pongs.length === 15);
    expect(await caller.ask('LIST_SUBSCRIPTIONS')).toEqual({ result: [], id: 1 });
    for (let index = 0; index < 50; index++) caller.socket.ping();
    expect((await caller.closed).code).toBe(1008);
  });

  it('a message of 1 MB ends the socket', async () => {
    const caller = await api.open('/ws');
    caller.socket.send('x'.repeat(1_000_000));
    expect((await caller.closed).code).toBe(1009);
    await eventually(() => counts().ended.unreadable === 1);
  });

  it('bytes that are no frame end the socket', async () => {
    const { socket, ended } = await handshake();
    socket.write(Buffer.alloc(64, 0xff));
    await ended;
    await allGone();
    socket.destroy();
    await eventually(() => counts().ended.unreadable === 1);
  });

  it('a caller that vanishes leaves nothing', async () => {
    const caller = await api.open('/ws/btcusdt@depth@100ms/ethusdt@trade');
    caller.socket.terminate();
    await allGone();
    await eventually(() => api.link.followed().length === 0);
    await eventually(() => counts().ended.left === 1);
  });

  it('compression is declined', async () => {
    const caller = await api.open('/ws', { perMessageDeflate: true });
    expect(caller.socket.extensions).toBe('');
    caller.socket.terminate();
  });

  it('what is sent behind the handshake, in one piece with it, is read', async () => {
    const { socket, text } = await handshake(frame('{"method":"LIST_SUBSCRIPTIONS","id":"early"}'));
    await eventually(() => text().includes('{"result":[],"id":"early"}'));
    socket.destroy();
  });

  it('a handshake that comes byte by byte is read', async () => {
    const caller = await call(api.port);
    for (const letter of head()) {
      caller.socket.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    caller.socket.write(frame('{"method":"LIST_SUBSCRIPTIONS","id":"late"}'));
    await eventually(() => caller.text().includes('{"result":[],"id":"late"}'));
    caller.socket.destroy();
  });

  it('HTTP goes on as before: a wish for HTTP/2 is overlooked, and requests beside sockets are answered', async () => {
    const wish = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n';
    const caller = await call(api.port, wish);
    await eventually(() => caller.text().includes('an answer of HTTP'));
    expect(caller.text()).toMatch(/^HTTP\/1.1 200 /);
    caller.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await eventually(() => caller.text().split('an answer of HTTP').length === 3);
    caller.socket.destroy();
  });

  it.each([
    ['POST', head().replace('GET', 'POST'), 405],
    ['no key', head().replace(/Sec-WebSocket-Key.*\r\n/, ''), 400],
    ['a short key', head().replace('dGhlIHNhbXBsZSBub25jZQ==', 'abc'), 400],
    ['another version', head().replace('Version: 13', 'Version: 12'), 400],
    ['a wrong protocol', head().replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: a,,b\r\n\r\n'), 400],
    ['no Host', head().replace(/Host.*\r\n/, ''), 400],
  ])('a handshake with %s gets JSON', async (_, bytes, status) => {
    const caller = await call(api.port, bytes);
    await caller.ended;
    expect(answersIn(caller.text())).toMatchObject([{ status, body: {} }]);
    expect(counts().opened).toBe(0);
    caller.socket.destroy();
  });
});

async function handshake(behind = Buffer.alloc(0)): Promise<RawCaller> {
  const caller = await call(api.port);
  caller.socket.write(Buffer.concat([Buffer.from(head()), behind]));
  await eventually(() => caller.text().startsWith('HTTP/1.1 101 '));
  return caller;
}

it('pings come, and a caller that does not answer them is let go, while others stay', async () => {
  const spot = { messagesPerSecond: 5, pingEveryMs: 1_000, pongWithinMs: 2_500 };
  api = await createStreamsFixture({ limits: { spot, usdm: { ...spot, pingEveryMs: 100_000 } } });
  const mute = await api.open('/ws', { autoPong: false });
  const caller = await api.open('/ws');
  const pings: number[] = [];
  caller.socket.on('ping', (data) => pings.push(Number(data)));
  expect((await mute.closed).code).toBe(1006);
  await eventually(() => counts().ended['no-pong'] === 1);
  expect(pings.length).toBeGreaterThan(1);
  expect(Math.abs(Date.now() - (pings[0] ?? 0))).toBeLessThan(60_000);
  await eventually(() => pings.length > 5, 10_000);
  expect(caller.socket.readyState).toBe(caller.socket.OPEN);
  caller.socket.terminate();
});

describe('a caller that does not read', () => {
  beforeEach(async () => {
    api = await createStreamsFixture({ backlog: { each: 200_000, eachWhenFull: 20_000, all: 1_000_000 } });
  });

  /** Sends so many frames of 10 kB to all who follow btcusdt@trade. */
  function flood(count: number): void {
    for (let index = 0; index < count; index++)
      api.link.tell('btcusdt@trade', `{"n":${index},"x":"${'x'.repeat(10_000)}"}`);
  }

  it('is cut off at its backlog with 1008, and those beside it get everything', async () => {
    const slow = await api.open('/ws/btcusdt@trade');
    const quick = await api.open('/ws/btcusdt@trade');
    slow.socket.pause();
    let most = 0;
    for (;;) {
      const before = numbersOf(quick.texts).length;
      flood(10);
      await eventually(() => numbersOf(quick.texts).length === before + 10, 5_000);
      const { waiting } = api.streams.callers.now();
      expect(waiting).toBeLessThan(1_000_000);
      if (waiting === 0 && most > 0) break;
      most = Math.max(most, waiting);
    }
    expect(most).toBeGreaterThan(100_000);
    slow.socket.resume();
    expect(await slow.closed).toMatchObject({ code: 1008, reason: 'reads too slowly' });
    const got = numbersOf(slow.texts);
    expect(got).toEqual(numbersOf(quick.texts).slice(0, got.length));
    await eventually(() => counts().ended.slow === 1);
    expect(quick.socket.readyState).toBe(WebSocket.OPEN);
    expect(api.streams.callers.now().waiting).toBe(0);
    quick.socket.terminate();
  });

  it('that reads again in time gets all of it, in order', async () => {
    const caller = await api.open('/ws/btcusdt@trade');
    caller.socket.pause();
    let sent = 0;
    while (api.streams.callers.now().waiting < 50_000) {
      flood(5);
      sent += 5;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    caller.socket.resume();
    await eventually(() => numbersOf(caller.texts).length === sent);
    expect(numbersOf(caller.texts)).toEqual(Array.from({ length: sent }, (_, index) => index % 5));
    caller.socket.terminate();
  });
});

const numbersOf = (texts: readonly string[]): number[] =>
  texts.flatMap((text) => /^\{"n":(\d+)/.exec(text)?.[1] ?? []).map(Number);

it('an address that opens sockets without end gets 429', async () => {
  const attempts = { left: 3, note: () => (attempts.left-- > 0 ? 0 : 7) };
  api = await createStreamsFixture({ attempts });
  for (let index = 0; index < 3; index++) (await api.open('/ws')).socket.terminate();
  const { status, body, headers } = await api.refused('/ws');
  expect([status, body]).toEqual([429, { code: -1003, msg: expect.stringContaining('wait 7 s') }]);
  expect(headers).toMatchObject({ 'retry-after': '7', connection: 'close' });
});

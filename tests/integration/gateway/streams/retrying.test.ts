import net, { type AddressInfo, type Socket } from 'node:net';
import { eventually } from '../../../eventually.ts';
import { startStandIn } from '../../../streamStandIn.ts';
import { freely, type HubFixture, openHub, toldFollower } from './hubFixture.ts';

let fixture: HubFixture;
afterEach(() => fixture.close());

const heartbeat = (own: { event(stream: string, data: unknown): void }) =>
  own.event('btcusdt@avgPrice', { e: 'avgPrice', E: Date.now() });

it('a server that accepts and closes is asked ever less often, however well the handshake goes', async () => {
  const failed: number[] = [];
  fixture = await openHub({
    attempts: {
      ...freely,
      async failed(_route, waitMs) {
        failed.push(waitMs);
      },
    },
    timing: { retryBaseMs: 50, retryCapMs: 400 },
    random: () => 0.99,
  });
  const { exchange, hub } = fixture;
  exchange.onSocket = ({ socket }) => socket.close(1013);
  const following = hub.follow('btcusdt@aggTrade', toldFollower());
  await eventually(() => exchange.wishes.length >= 6);
  const pauses = exchange.wishes.slice(1).map((at, index) => at - (exchange.wishes[index] ?? 0));
  for (const [index, least] of [45, 90, 190, 380, 380].entries()) expect(pauses[index]).toBeGreaterThan(least);
  expect(failed.length).toBeGreaterThanOrEqual(5);
  expect(following.state()).toBe('down');
  expect(hub.deadSince()).toEqual(new Map([['', expect.any(Number)]]));
  expect(fixture.messages.filter((message) => message.startsWith('warn'))).toHaveLength(1);
});

it('a server that sends one event and closes is asked ever less often, too', async () => {
  fixture = await openHub({ timing: { retryBaseMs: 50, unstableCapMs: 10_000, stableMs: 60_000 }, random: () => 0.99 });
  const { exchange, hub } = fixture;
  exchange.onRequest = (_request, own) => {
    heartbeat(own);
    own.socket.close(1011);
    return null;
  };
  hub.follow('btcusdt@aggTrade', toldFollower());
  await eventually(() => exchange.wishes.length >= 5);
  const pauses = exchange.wishes.slice(1).map((at, index) => at - (exchange.wishes[index] ?? 0));
  for (const [index, least] of [45, 90, 190, 380].entries()) expect(pauses[index]).toBeGreaterThan(least);
});

it('a refused handshake is told to the account with its time, and to who asks otherwise', async () => {
  const failed: number[] = [];
  const stopped: unknown[] = [];
  fixture = await openHub({
    attempts: {
      ...freely,
      async failed(_route, waitMs) {
        failed.push(waitMs);
      },
    },
    onStopped: (error) => stopped.push(error),
  });
  const { exchange, hub } = fixture;
  exchange.refuse({ status: 429, headers: { 'Retry-After': '9' } });
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  await eventually(() => failed.length >= 1);
  expect(failed[0]).toBe(9_000);
  expect(stopped[0]).toMatchObject({ code: 'rate-limited', status: 429 });
  exchange.refuse(null);
  await eventually(() => following.state() === 'asked');
  await eventually(() => hub.deadSince().get('') === null);
  // It was never up.
  expect(told.downs).toEqual([]);
  await eventually(() => fixture.messages.length === 2);
  expect(fixture.messages[0]).toBe('warn streams: 0 of 1 went down: /stream: the exchange answered 429');
  expect(fixture.messages[1]).toMatch(/^info streams: works again after \d+ × refused$/);
});

it('a half-open socket is found in time, and its frontier stands still', async () => {
  const exchange = await startStandIn();
  let isCut = false;
  const sockets = new Set<Socket>();
  const relay = net.createServer((caller) => {
    const target = net.connect(exchange.port, '127.0.0.1');
    for (const end of [caller, target]) {
      sockets.add(end);
      end.on('error', () => undefined);
    }
    const wasCut = () => isCut && sockets.has(caller);
    caller.on('data', (data) => !wasCut() && target.write(data));
    target.on('data', (data) => !wasCut() && caller.write(data));
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const baseUrl = `ws://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  fixture = await openHub({ baseUrl }, exchange);
  const told = toldFollower();
  const following = fixture.hub.follow('btcusdt@avgPrice', told);
  await eventually(() => following.state() === 'heard');

  isCut = true;
  await eventually(() => (following.asOf() ?? 0) > 0);
  const asOf = following.asOf();
  await eventually(() => following.state() === 'down', 20_000);
  expect(Date.now() - (asOf ?? 0)).toBeGreaterThanOrEqual(300);
  expect(told.downs).toEqual(['/stream: nothing has come for 400 ms']);
  isCut = false;
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await eventually(() => following.state() === 'heard');

  fixture.hub.close();
  for (const socket of sockets) socket.destroy();
  relay.close();
  await exchange.close();
});

import { eventually } from '../../../eventually.ts';
import { type HubFixture, openHub, toldFollower } from './hubFixture.ts';

let fixture: HubFixture;
afterEach(() => fixture.close());

const aggTrade = (id: number) => ({ e: 'aggTrade', E: Date.now(), a: id });
const followed = async (options = {}) => {
  fixture = await openHub(options);
  const told = toldFollower();
  const following = fixture.hub.follow('btcusdt@aggTrade', told);
  return { told, following };
};

it('a stream is down, then asked, then heard, and ends with the last who follows it', async () => {
  const { told, following } = await followed();
  expect([following.state(), following.asOf()]).toEqual(['down', null]);
  const carrier = await fixture.exchange.carrying('btcusdt@aggTrade');
  await eventually(() => following.state() === 'asked');
  expect(following.asOf()).toBeNull();

  fixture.exchange.event('btcusdt@aggTrade', aggTrade(1));
  await eventually(() => following.state() === 'heard');
  expect(told.events).toMatchObject([{ a: 1 }]);
  const before = following.asOf() ?? 0;
  expect(told.asOfs[0]).toBeLessThanOrEqual(Date.now());
  // Others' events move it too.
  await eventually(() => (following.asOf() ?? 0) > before);

  const other = toldFollower();
  const second = fixture.hub.follow('btcusdt@aggTrade', other);
  expect(second.state()).toBe('asked');
  second.vouch();
  expect(second.state()).toBe('heard');
  following.close();
  fixture.exchange.event('btcusdt@aggTrade', aggTrade(2));
  await eventually(() => other.events.length === 1);
  expect(told.events).toHaveLength(1);
  second.close();
  await eventually(() => carrier.socket.readyState === carrier.socket.CLOSED);
  expect([told.downs, other.downs]).toEqual([[], []]);
});

it('what is added and removed does not touch others', async () => {
  const { told } = await followed();
  const carrier = await fixture.exchange.carrying('btcusdt@aggTrade');
  const other = fixture.hub.follow('ethusdt@bookTicker', toldFollower());
  await eventually(() => carrier.streams.has('ethusdt@bookTicker'));
  other.close();
  await eventually(() => !carrier.streams.has('ethusdt@bookTicker'));
  expect(carrier.heard.map(({ text }) => JSON.parse(text))).toEqual([
    { method: 'SUBSCRIBE', params: ['btcusdt@avgPrice', 'ethusdt@avgPrice', 'btcusdt@aggTrade'], id: 1 },
    { method: 'SUBSCRIBE', params: ['ethusdt@bookTicker'], id: 2 },
    { method: 'UNSUBSCRIBE', params: ['ethusdt@bookTicker'], id: 3 },
  ]);
  expect([told.downs, fixture.exchange.sockets.length]).toEqual([[], 1]);
});

it('a socket that breaks takes its streams down once, and another one brings them back', async () => {
  // Long enough to be seen.
  const { told, following } = await followed({ timing: { retryBaseMs: 1_000, retryCapMs: 1_000 } });
  const carrier = await fixture.exchange.carrying('btcusdt@aggTrade');
  fixture.exchange.event('btcusdt@aggTrade', aggTrade(1));
  await eventually(() => following.state() === 'heard');
  carrier.socket.close(1001, 'bye');
  await eventually(() => following.state() === 'down');
  expect(told.downs).toEqual(['/stream: the exchange closed the socket (1001: bye)']);
  await eventually(() => following.state() === 'asked');
  fixture.exchange.event('btcusdt@aggTrade', aggTrade(2));
  await eventually(() => following.state() === 'heard');
  expect(told.downs).toHaveLength(1);
  await eventually(() => fixture.messages.length === 2);
  expect(fixture.messages).toEqual([
    'warn streams: 1 of 1 went down: /stream: the exchange closed the socket (1001: bye)',
    'info streams: works again after 1 × closed',
  ]);
  expect(fixture.hub.report()).toMatchObject({
    sockets: [{ route: '', state: 'open', streams: 3 }],
    streams: { down: 0, asked: 0, heard: 1 },
    counts: { opened: 2, ended: { closed: 1 } },
  });
});

it('a stream that is left and followed again at once goes on', async () => {
  const { following } = await followed();
  await eventually(() => following.state() === 'asked');
  following.close();
  const again = fixture.hub.follow('btcusdt@aggTrade', toldFollower());
  expect(following.state()).toBe('down');
  await eventually(() => again.state() === 'asked');
  expect(fixture.exchange.sockets).toHaveLength(1);
});

it('who leaves, comes or distrusts while others are told changes nothing for these', async () => {
  fixture = await openHub();
  const { hub, exchange } = fixture;
  const [last, added, gone] = [toldFollower(), toldFollower(), toldFollower()];
  const first = hub.follow('btcusdt@aggTrade', {
    ...toldFollower(),
    onEvent() {
      first.close();
      leaving.close();
      hub.follow('btcusdt@aggTrade', added);
    },
  });
  const leaving = hub.follow('btcusdt@aggTrade', gone);
  const end = hub.follow('btcusdt@aggTrade', last);
  await exchange.carrying('btcusdt@aggTrade');
  exchange.event('btcusdt@aggTrade', aggTrade(1));
  await eventually(() => last.events.length === 1);
  expect([added.events, gone.events]).toEqual([[], []]);

  const distrusting = hub.follow('btcusdt@aggTrade', {
    ...toldFollower(),
    onEvent: () => distrusting.distrust('a reason'),
  });
  const after = toldFollower();
  const behind = hub.follow('btcusdt@aggTrade', after);
  exchange.event('btcusdt@aggTrade', aggTrade(2));
  await eventually(() => after.downs.length === 1);
  expect(after.events).toEqual([]);
  await eventually(() => behind.state() === 'asked');
  expect(end.state()).toBe('asked');
});

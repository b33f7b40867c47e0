import { eventually } from '../../../eventually.ts';
import { clock, type HubFixture, openHub, toldFollower } from './hubFixture.ts';

let fixture: HubFixture;
afterEach(() => fixture.close());

it('frames of any kind that cannot be read harm nothing: they are counted and said once', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const carrier = await exchange.carrying('btcusdt@aggTrade');
  const frames = ['no JSON', '<html>', Buffer.from([0, 1, 2]), 'x'.repeat(5 * 1024 * 1024), '{"other":1}', '[]', '7'];
  for (let time = 0; time < 3; time++) for (const frame of frames) carrier.send(frame);
  carrier.event('nobody@follows', { e: 'aggTrade', E: Date.now() });
  carrier.event('__proto__', { E: Date.now() });
  carrier.send({ result: null, id: 999 });
  await eventually(() => hub.report().counts.badFrames === 21 && hub.report().counts.unknown === 2);
  carrier.event('btcusdt@aggTrade', { a: 1, E: Date.now() });
  await eventually(() => following.state() === 'heard');
  expect([told.events.length, told.downs.length, exchange.sockets.length]).toEqual([1, 0, 1]);
  expect(hub.report().lastBadFrame).toBe('a frame of a stream cannot be read: "7"');
  // Once a burst: on a busy machine they may come as two.
  const said = fixture.messages.filter((message) => message.startsWith('warn'));
  expect(said[0]).toBe('warn streams: a frame of a stream cannot be read: "no JSON"');
  expect(said.length).toBeLessThan(5);
  await eventually(() =>
    fixture.messages.some((each) => /^info streams: works again after \d+ × bad frame$/.test(each)),
  );
});

it('after a frame that cannot be read all streams of its socket are to be heard anew: it may have been of any of them', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const [told, quiet] = [toldFollower(), toldFollower()];
  const following = hub.follow('btcusdt@aggTrade', told);
  const other = hub.follow('btcusdt@bookTicker', quiet);
  const carrier = await exchange.carrying('btcusdt@bookTicker');
  carrier.event('btcusdt@aggTrade', { a: 1, E: Date.now() });
  carrier.event('btcusdt@bookTicker', { u: 1 });
  await eventually(() => other.state() === 'heard' && following.asOf() !== null);
  carrier.send('no JSON');
  await eventually(() => other.state() === 'asked');
  expect([following.asOf(), other.asOf(), told.doubts, quiet.doubts, quiet.downs]).toEqual([null, null, 1, 1, []]);
  carrier.event('btcusdt@aggTrade', { a: 2, E: Date.now() });
  await eventually(() => following.state() === 'heard');
  expect(other.state()).toBe('asked');
  other.vouch();
  expect(other.asOf()).toBe(following.asOf());
});

it('times in microseconds, of 1970, of nobody and of the future do not move the frontier', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  exchange.dead.add('btcusdt@avgPrice').add('ethusdt@avgPrice');
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const carrier = await exchange.carrying('btcusdt@aggTrade');
  const now = Date.now();
  const send = (E: unknown) => carrier.event('btcusdt@aggTrade', { E });
  send(now - 500);
  for (const E of [now * 1000, 0, null, '1790000000000', Math.floor(now / 1000), now + 60_000, now - 10_000]) send(E);
  carrier.event('nobody@follows', { E: now });
  await eventually(() => told.events.length === 8);
  expect(new Set(told.asOfs)).toEqual(new Set([now - 500]));
  expect(following.asOf()).toBe(now - 500);
  expect(hub.report().counts.wrongTimes).toBe(1);
  send(now);
  await eventually(() => following.asOf() === now);
});

it('an exchange clock that is uncertain by 3 s lets events be ahead by as much', async () => {
  fixture = await openHub({ clock: { ...clock, uncertainty: () => 3_000 } });
  const { exchange, hub } = fixture;
  exchange.dead.add('btcusdt@avgPrice').add('ethusdt@avgPrice');
  const following = hub.follow('btcusdt@aggTrade', toldFollower());
  const carrier = await exchange.carrying('btcusdt@aggTrade');
  const ahead = Date.now() + 3_500;
  carrier.event('btcusdt@aggTrade', { E: ahead });
  await eventually(() => following.asOf() === ahead);
});

it('events without a time wait for the first time of their socket, and none is lost', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  exchange.dead.add('btcusdt@avgPrice').add('ethusdt@avgPrice');
  const told = toldFollower();
  hub.follow('btcusdt@bookTicker', told);
  const carrier = await exchange.carrying('btcusdt@bookTicker');
  for (const u of [1, 2, 3]) carrier.event('btcusdt@bookTicker', { u });
  await eventually(() => hub.report().streams.asked === 1);
  expect(told.events).toEqual([]);
  const now = Date.now();
  carrier.event('btcusdt@avgPrice', { e: 'avgPrice', E: now });
  carrier.event('btcusdt@bookTicker', { u: 4 });
  await eventually(() => told.events.length === 4);
  expect(told.events).toEqual([{ u: 1 }, { u: 2 }, { u: 3 }, { u: 4 }]);
  expect(told.asOfs).toEqual([now, now, now, now]);
});

it('a socket whose events tell no time is ended', async () => {
  fixture = await openHub({ timing: { timelessMs: 300 } });
  const { exchange, hub } = fixture;
  exchange.dead.add('btcusdt@avgPrice').add('ethusdt@avgPrice');
  hub.follow('btcusdt@bookTicker', toldFollower());
  const carrier = await exchange.carrying('btcusdt@bookTicker');
  const sending = setInterval(() => carrier.event('btcusdt@bookTicker', { u: 1 }), 20);
  await eventually(() => hub.report().counts.ended.unreadable === 1);
  clearInterval(sending);
  expect(hub.report().lastEnd).toBe('no event has told a time');
});

it('a socket that brings no event at all is not ended for telling no time', async () => {
  fixture = await openHub({ timing: { timelessMs: 100 }, limits: { silentMs: 1_000 } });
  const { exchange, hub } = fixture;
  exchange.dead.add('btcusdt@avgPrice').add('ethusdt@avgPrice');
  hub.follow('btcusdt@bookTicker', toldFollower());
  await exchange.carrying('btcusdt@bookTicker');
  await eventually(() => hub.report().lastEnd !== null);
  expect(hub.report().lastEnd).toMatch(/nothing has come for 1000 ms/);
});

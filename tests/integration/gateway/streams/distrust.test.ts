import { eventually } from '../../../eventually.ts';
import { type HubFixture, openHub, toldFollower } from './hubFixture.ts';

let fixture: HubFixture;
afterEach(() => fixture.close());

const methods = (heard: readonly { readonly text: string }[]) =>
  heard.map(({ text }) => JSON.parse(text) as { method: string; params: string[] });
const renewed = (heard: readonly { readonly text: string }[], stream: string) =>
  methods(heard).filter(({ method, params }) => method === 'SUBSCRIBE' && params.length === 1 && params[0] === stream);

it('a distrusted stream goes down, alone, and is asked for anew, later each time', async () => {
  fixture = await openHub({ timing: { renewBaseMs: 150 }, random: () => 0.99, protocol: { messagesPerSecond: 100 } });
  const { exchange, hub } = fixture;
  const [told, other, same] = [toldFollower(), toldFollower(), toldFollower()];
  const following = hub.follow('btcusdt@aggTrade', told);
  hub.follow('btcusdt@aggTrade', same);
  hub.follow('btcusdt@bookTicker', other);
  const carrier = await exchange.carrying('btcusdt@aggTrade');
  await eventually(() => following.state() === 'asked');

  following.distrust('the news know more');
  expect([following.state(), following.asOf()]).toEqual(['down', null]);
  // What comes before it is asked for anew is of before.
  carrier.event('btcusdt@aggTrade', { a: 1, E: Date.now() });
  await eventually(() => following.state() === 'asked');
  following.distrust('the news know more');
  following.distrust('twice is once');
  const at = performance.now();
  await eventually(() => renewed(carrier.heard, 'btcusdt@aggTrade').length === 2);
  expect(performance.now() - at).toBeGreaterThan(250);
  await eventually(() => following.state() === 'asked');
  carrier.event('btcusdt@aggTrade', { a: 2, E: Date.now() });
  await eventually(() => following.state() === 'heard');
  expect(told.events).toMatchObject([{ a: 2 }]);
  expect(told.downs).toEqual(['the news know more', 'the news know more']);
  expect(same.downs).toEqual(told.downs);
  expect(other.downs).toEqual([]);
  expect(exchange.sockets).toHaveLength(1);
  const all = methods(carrier.heard);
  expect(all[1]).toMatchObject({ method: 'UNSUBSCRIBE', params: ['btcusdt@aggTrade'] });
  expect(fixture.messages[0]).toBe('warn streams: btcusdt@aggTrade: the news know more');
});

it('a stream that ticks and falls silent is asked for anew, and those beside it go on', async () => {
  fixture = await openHub({ timing: { tickingSilentMs: 300 } });
  const { exchange, hub } = fixture;
  const [told, other] = [toldFollower(), toldFollower()];
  const following = hub.follow('xrpusdt@avgPrice', told);
  const quiet = hub.follow('xrpusdt@aggTrade', other);
  const carrier = await exchange.carrying('xrpusdt@avgPrice');
  await eventually(() => following.state() === 'heard');
  exchange.dead.add('xrpusdt@avgPrice');
  await eventually(() => following.state() === 'down');
  expect(told.downs).toEqual(['nothing has come of it for 300 ms']);
  await eventually(() => renewed(carrier.heard, 'xrpusdt@avgPrice').length > 0);
  exchange.dead.clear();
  await eventually(() => following.state() === 'heard');
  expect([quiet.state(), other.downs]).toEqual(['asked', []]);
});

it('a stream that is accepted and never speaks stays asked until others vouch for it', async () => {
  fixture = await openHub();
  const following = fixture.hub.follow('btcusdt@bookTicker', toldFollower());
  following.vouch();
  expect(following.state()).toBe('down');
  await eventually(() => following.state() === 'asked');
  expect(following.asOf()).toBeNull();
  following.vouch();
  await eventually(() => following.asOf() !== null);
  expect(following.state()).toBe('heard');
});

it('a name that the exchange refuses does not keep the others out', async () => {
  fixture = await openHub({ timing: { renewBaseMs: 100 }, protocol: { messagesPerSecond: 100 } });
  const { exchange, hub } = fixture;
  exchange.onRequest = ({ id, params }) =>
    params.includes('bad@name') ? { error: { code: 2, msg: 'Invalid request' }, id } : undefined;
  const names = Array.from({ length: 9 }, (_, at) => `pair${at}@aggTrade`);
  const followings = [...names, 'bad@name'].map((name) => hub.follow(name, toldFollower()));
  await eventually(() => hub.report().streams.asked === 9);
  await eventually(() => hub.report().counts.refused >= 2);
  expect(followings.at(-1)?.state()).toBe('down');
  expect(followings.slice(0, -1).every((following) => following.state() === 'asked')).toBe(true);
  expect(fixture.messages[0]).toBe('warn streams: the exchange does not accept bad@name: 2: Invalid request');
  exchange.onRequest = () => undefined;
  await eventually(() => followings.at(-1)?.state() === 'asked');
});

it('a stream that speaks goes on although the exchange never answers', async () => {
  fixture = await openHub({ limits: { answerWithinMs: 100 } });
  const { exchange, hub } = fixture;
  exchange.onRequest = ({ params }, own) => {
    for (const stream of params) own.streams.add(stream);
    return null;
  };
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  await exchange.carrying('btcusdt@aggTrade');
  exchange.event('btcusdt@aggTrade', { a: 1, E: Date.now() });
  await eventually(() => following.state() === 'heard');
  const before = hub.report().sockets[0]?.ageMs ?? 0;
  await eventually(() => (hub.report().sockets[0]?.ageMs ?? 0) > before + 400);
  expect([following.state(), told.downs, hub.report().counts.refused]).toEqual(['heard', [], 0]);
});

it('a follower that throws is a defect of ours and harms nobody', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const bad = {
    onEvent() {
      throw new TypeError('a mistake');
    },
    onDoubt() {
      throw new TypeError('a third one');
    },
    onDown() {
      throw new TypeError('another one');
    },
  };
  const following = hub.follow('btcusdt@aggTrade', bad);
  hub.follow('btcusdt@aggTrade', told);
  const carrier = await exchange.carrying('btcusdt@aggTrade');
  carrier.event('btcusdt@aggTrade', { a: 1, E: Date.now() });
  await eventually(() => told.events.length === 1);
  following.distrust('a reason');
  expect(told.downs).toEqual(['a reason']);
  const text = fixture.messages.join('\n');
  expect(text).toContain('a follower of btcusdt@aggTrade: internal: a mistake');
  expect(text).toContain('a follower of btcusdt@aggTrade: internal: another one');
});

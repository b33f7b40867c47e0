import { eventually } from '../../eventually.ts';
import { following, openRelay, type RelayFixture, told } from './relayFixture.ts';

let fixture: RelayFixture;
beforeEach(async () => {
  fixture = await openRelay();
});
afterEach(() => fixture.close());

const heard = (...all: { readonly frames: readonly string[] }[]) =>
  eventually(() => all.every(({ frames }) => frames.length > 0), 20_000);

describe('a break upstream is a break for all who follow what it carried, and for nobody else', () => {
  it.each(['stream-reset', 'stream-close', 'stream-half-open'] as const)('%s', async (kind) => {
    const [one, other] = [fixture.link(), fixture.link()];
    const cut = [await following(one, 'btcusdt@depth@100ms'), await following(other, 'btcusdt@depth@100ms')];
    const whole = await following(one, 'btcusdt@depth@100ms', 'usdm');
    await heard(...cut, whole);
    const at = performance.now();
    fixture.simulator.inject({ kind, route: 'spot' });
    await eventually(() => cut.every(({ breaks }) => breaks.length === 1), 15_000);
    expect(performance.now() - at).toBeLessThan(6_000);
    const frames = cut.map((each) => each.frames.length);
    fixture.simulator.clearFaults();
    // Callers come back at once, and find it.
    const again = await following(one, 'btcusdt@depth@100ms');
    await heard(again);
    expect(cut.map((each) => each.frames.length)).toEqual(frames);
    expect([cut[0]?.breaks.length, cut[1]?.breaks.length, whole.breaks]).toEqual([1, 1, []]);
    again.close();
  });

  it('a frame that cannot be read may have been of any stream of its socket', async () => {
    const link = fixture.link();
    const followed = await following(link, 'btcusdt@depth@100ms');
    await heard(followed);
    fixture.simulator.inject({ kind: 'stream-frame', frame: 'garbage', times: 1 });
    await eventually(() => followed.breaks.length === 1);
  });

  it('a stream that ticks and falls silent alone', async () => {
    const link = fixture.link();
    const silent = await following(link, 'bnbusdt@avgPrice');
    const other = await following(link, 'btcusdt@avgPrice');
    await heard(silent, other);
    fixture.simulator.inject({ kind: 'stream-silent', stream: 'bnbusdt@avgPrice' });
    await eventually(() => silent.breaks.length === 1, 30_000);
    expect(other.breaks).toEqual([]);
  });
});

it('the end of the relay is a break for all, and the link finds the next one by itself', async () => {
  const link = fixture.link();
  const followed = await following(link, 'btcusdt@depth@100ms');
  await heard(followed);
  await fixture.relay.stop();
  await eventually(() => followed.breaks.length === 1);
  expect(link.isUp()).toBe(false);
  await expect(link.book('spot', 'BTCUSDT', 10)).resolves.toBeNull();
  await expect(link.follow('spot', 'btcusdt@trade', told())).rejects.toMatchObject({ code: 'away' });
  fixture.relay = await fixture.startRelay();
  await eventually(() => link.isUp());
  const again = await following(link, 'btcusdt@depth@100ms');
  await heard(again);
  expect(followed.breaks).toHaveLength(1);
  expect(fixture.messages.filter((message) => message.includes('relay of streams'))).toEqual([
    expect.stringMatching(/^warn no relay of streams at .*relay\.sock: /),
    'info the relay of streams answers again',
  ]);
});

it('while no socket can be opened streams are refused after a while, and come when one can', async () => {
  fixture.simulator.inject({ kind: 'stream-refuse', status: 503 });
  const link = fixture.link();
  const waiting = link.follow('spot', 'btcusdt@trade', told());
  const refused = expect(waiting).rejects.toMatchObject({ code: 'away' });
  await eventually(() => fixture.simulator.stats().streams.attempts > 0);
  fixture.advance(11_000);
  await refused;
  fixture.simulator.clearFaults();
  const followed = await following(link, 'btcusdt@depth@100ms');
  await heard(followed);
});

it('a second relay takes over when the first one ends', async () => {
  const link = fixture.link();
  const followed = await following(link, 'btcusdt@depth@100ms');
  const starting = fixture.startRelay();
  await eventually(() => fixture.messages.some((message) => message.includes('another relay listens on')));
  await fixture.relay.stop();
  await eventually(() => followed.breaks.length === 1);
  fixture.relay = await starting;
  await heard(await following(link, 'btcusdt@depth@100ms'));
});

import { writeInfo } from '../../../store/market/exchangeInfo.ts';
import { writeNeeds } from '../../../store/market/needs.ts';
import { pauseKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { following, openRelay, type RelayFixture, told } from './relayFixture.ts';

let fixture: RelayFixture;
beforeEach(async () => {
  fixture = await openRelay();
});
afterEach(() => fixture.close());

const asked = () => fixture.simulator.stats().byPath['/api/v3/depth'] ?? 0;

it('a pair that the exchange does not list is refused as soon as that is known', async () => {
  const link = fixture.link();
  const list = {
    before: '{"symbols":[',
    pieces: [{ from: 0, to: 1, rows: [['BTCUSDT', 'TRADING', 2]] }],
    after: ']}',
  } as const;
  const info = { list, rows: 1, gzip: Buffer.from('x'), bytes: 20, leftOut: 0, timeAt: null, source: 'simulator' };
  await writeInfo(fixture.store, 'spot', Date.now(), info);
  fixture.advance(6_000);
  let tries = 0;
  await eventually(async () => {
    // What is followed already stays followed.
    const symbol = `nope${tries++}usdt`;
    await expect(link.follow('spot', `${symbol}@trade`, told())).rejects.toMatchObject({
      code: 'unknown',
      message: `the exchange lists no ${symbol.toUpperCase()}`,
    });
    return true;
  });
  await following(link, 'btcusdt@depth@100ms');
});

it('snapshots leave live polls what they have planned', async () => {
  const link = fixture.link();
  await following(link, 'btcusdt@depth@100ms');
  const need = (weight: number) =>
    writeNeeds(fixture.store, 'spot', { weightPerMinute: weight, live: weight, pools: {} });
  await need(100_000);
  await eventually(async () => (await fixture.store.redis.hlen('collector:relay')) > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await expect(link.book('spot', 'BTCUSDT', 10)).rejects.toMatchObject({
    code: 'away',
    message: 'the book of BTCUSDT is not in step: no snapshot has come yet',
  });
  expect(asked()).toBe(0);
  await need(100);
  await eventually(async () => {
    const book = await link.book('spot', 'BTCUSDT', 10);
    expect(book?.bids).toHaveLength(10);
    return true;
  });
});

it('where history takes all that is left, snapshots are had with callers’ weight', async () => {
  const link = fixture.link();
  await following(link, 'btcusdt@depth@100ms');
  // All of it comes after callers.
  await writeNeeds(fixture.store, 'spot', { weightPerMinute: 100_000, live: 0, pools: {} });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const book = await link.book('spot', 'BTCUSDT', 10);
  expect(book?.bids).toHaveLength(10);
});

it('while the exchange has told us to wait, nothing is asked and no socket is opened, and what is open goes on', async () => {
  const link = fixture.link();
  const followed = await following(link, 'btcusdt@depth@100ms');
  const until = Date.now() + 600_000;
  await fixture.store.redis.set(pauseKey('local', 'spot'), JSON.stringify({ status: 418, until }), 'PX', 600_000);
  await expect(link.book('spot', 'BTCUSDT', 10)).rejects.toMatchObject({ code: 'away' });
  const { attempts } = fixture.simulator.stats().streams;
  const before = followed.frames.length;
  await eventually(() => followed.frames.length > before + 2);
  expect([asked(), followed.breaks, fixture.simulator.stats().streams.attempts]).toEqual([0, [], attempts]);
});

it('a Redis that is away breaks nothing that is open, and new streams of an open socket come', async () => {
  const link = fixture.link();
  const followed = await following(link, 'btcusdt@depth@100ms');
  await fixture.server.stop();
  await eventually(() => !fixture.store.isUp());
  const other = await following(link, 'ethusdt@depth@100ms');
  const before = followed.frames.length;
  await eventually(() => followed.frames.length > before + 2 && other.frames.length > 0);
  await expect(link.book('spot', 'BTCUSDT', 10)).rejects.toMatchObject({ code: 'away' });
  expect(followed.breaks).toEqual([]);
});

import { streamsKey } from '../../../store/redis/keys.ts';
import {
  readStreamReports,
  removeOldStreamReports,
  removeStreamReports,
  writeStreamReports,
} from '../../../store/reports/streamReports.ts';
import { socketOf, streamsReportOf } from '../../streamsReportOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const names = async () => (await readStreamReports(test.store)).map(({ name }) => name).sort();
const right = streamsReportOf();

it('each process has a report of its own, and takes only that away', async () => {
  const many = Array.from({ length: 40 }, () => socketOf());
  const [one, other] = [streamsReportOf({ name: 'one' }, { sockets: many }), streamsReportOf({ name: 'other' })];
  await writeStreamReports(test.store, 'a', [one]);
  await writeStreamReports(test.store, 'b', [other]);
  await writeStreamReports(test.store, 'b', [other]);
  expect(new Set(await readStreamReports(test.store))).toEqual(new Set([one, other]));
  await removeStreamReports(test.store, 'a', ['spot']);
  expect(await names()).toEqual(['other']);
});

it('what nobody has renewed for an hour goes, with what is damaged; the others stay', async () => {
  const now = Date.now();
  const hour = 3_600_000;
  const ages = { now: 0, hour: hour - 1_000, older: hour + 1_000, ahead: -hour - 1_000 };
  for (const [name, age] of Object.entries(ages)) {
    await writeStreamReports(test.store, name, [streamsReportOf({ name, at: now - age })]);
  }
  await test.store.redis.hset(streamsKey, 'spot|x', '{"at":');
  await removeOldStreamReports(test.store, now);
  expect(await names()).toEqual(['hour', 'now']);
  expect(await test.store.redis.hlen(streamsKey)).toBe(2);
});

it.each<[string, object]>([
  ['a socket in no state', { ...right, hub: { ...right.hub, sockets: [{ ...socketOf(), state: 'odd' }] } }],
  ['a socket without an age', { ...right, hub: { ...right.hub, sockets: [{ ...socketOf(), ageMs: null }] } }],
  ['more sockets than can be', { ...right, hub: { ...right.hub, sockets: Array(1_001).fill(socketOf()) } }],
  ['a count below zero', streamsReportOf({}, { counts: { renewed: -1 } })],
  ['a count that is missing', streamsReportOf({}, { counts: { renewed: undefined } })],
  ['a cause that is no number', streamsReportOf({}, { counts: { ended: { closed: 'often' } } })],
  ['a cause as long as a text', streamsReportOf({}, { counts: { ended: { ['x'.repeat(41)]: 1 } } })],
  [
    'as many causes as metrics should not have',
    streamsReportOf({}, { counts: { ended: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`c${i}`, 1])) } }),
  ],
  ['a market that nobody knows', { ...right, market: 'moon' }],
  ['the market of another field', { ...right, market: 'usdm' }],
  ['a process without a name', { ...right, name: undefined }],
  ['a time that cannot be', { ...right, at: -5 }],
  ['a backlog that is no number', { ...right, backlogMs: 'none' }],
])('%s is damage: it is said, and the others are read', async (_what, damaged) => {
  await writeStreamReports(test.store, 'b', [streamsReportOf({ name: 'sound' })]);
  await test.store.redis.hset(streamsKey, 'spot|a', JSON.stringify(damaged));
  expect(await names()).toEqual(['sound']);
  expect(test.store.damage.list()).toContain(`${streamsKey} spot|a`);
  await writeStreamReports(test.store, 'a', [streamsReportOf({ name: 'again' })]);
  expect(await names()).toEqual(['again', 'sound']);
});

it('a field of a newer version may hold more', async () => {
  const newer = { ...right, audit: { compared: 7 }, hub: { ...right.hub, more: 1 } };
  await test.store.redis.hset(streamsKey, 'spot|a', JSON.stringify(newer));
  expect(await names()).toEqual(['collectors']);
});

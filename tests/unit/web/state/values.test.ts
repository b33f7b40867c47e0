import { useCell } from '../../../../web/cells/cell.ts';
import { usePairsValues, useValue } from '../../../../web/state/values.ts';
import type { Follower } from '../../../../web/wire/push.ts';
import { eventually } from '../../../eventually.ts';
import { type Drawn, drawing } from '../cells/drawing.ts';

/** Who follows what: the API is the test. */
const followed = new Map<string, Follower>();
jest.mock('../../../../web/wire/push.ts', () => ({
  follow(topic: string, follower: Follower) {
    if (followed.has(topic)) throw new Error(`${topic} is followed twice`);
    followed.set(topic, follower);
    return () => followed.delete(topic);
  },
}));

const all: { remove(): void }[] = [];
afterEach(async () => {
  for (const one of all.splice(0)) one.remove();
  await eventually(() => followed.size === 0, 5_000);
});

const drawn = <Props extends object>(hook: (props: Props) => unknown): Drawn<Props> => {
  const one = drawing(hook);
  all.push(one);
  return one;
};
const value = () => drawn(({ topic }: { topic: string | null }) => useValue(topic));
const pair = () =>
  drawn(({ topic, code }: { topic: string; code: string }) => useCell(usePairsValues(topic).of(code))?.row ?? null);

function tell(topic: string, name: string, data: object): void {
  followed.get(topic)?.onEvent({ name, topic, data: { topic, ...data }, at: 1_000 });
}
const isFollowed = (topic: string) => eventually(() => followed.has(topic), 5_000);
const comes = (one: Drawn<never>, expected: unknown) =>
  eventually(() => expect(one.seen.at(-1)).toMatchObject(Object(expected)), 5_000);

const row = { price: '1' };
const fresh = { asOf: 900, age: 100, stale: false };

it('a value comes with its age; what only confirms it leaves its row', async () => {
  const one = value();
  one.draw({ topic: 'a' });
  expect(one.seen).toEqual([{ held: null, refused: null }]);
  await isFollowed('a');
  tell('a', 'age', fresh);
  tell('a', 'value', { ...fresh, data: [row] });
  await comes(one, { held: { row, ...fresh, at: 1_000 }, refused: null });
  tell('a', 'age', { ...fresh, age: 5_000, stale: true });
  await comes(one, { held: { row, age: 5_000, stale: true } });
  tell('a', 'value', { asOf: null, age: null, stale: true, data: [] });
  await comes(one, { held: { row: {}, asOf: null } });
});

it('parts of the page share a topic, and the last one ends it', async () => {
  const [one, other, third] = [value(), value(), value()];
  one.draw({ topic: 'a' });
  await isFollowed('a');
  tell('a', 'value', { ...fresh, data: [row] });
  other.draw({ topic: 'a' });
  await comes(other, { held: { row } });
  one.remove();
  third.draw({ topic: 'b' });
  await isFollowed('b');
  expect(followed.has('a')).toBe(true);
  other.draw({ topic: 'b' });
  await eventually(() => !followed.has('a'), 5_000);
});

it('another topic shows nothing of the one before', async () => {
  const one = value();
  one.draw({ topic: 'a' });
  await isFollowed('a');
  tell('a', 'value', { ...fresh, data: [row] });
  await comes(one, { held: { row } });
  const before = one.seen.length;
  one.draw({ topic: 'b' });
  await isFollowed('b');
  await eventually(() => !followed.has('a'), 5_000);
  expect(one.seen.slice(before)).not.toContainEqual(expect.objectContaining({ held: expect.anything() }));
  one.draw({ topic: null });
  await eventually(() => !followed.has('b'), 5_000);
  expect(one.seen.at(-1)).toEqual({ held: null, refused: null });
});

it('what is refused says why, and mends when it is told', async () => {
  const one = value();
  one.draw({ topic: 'a' });
  await isFollowed('a');
  tell('a', 'value', { ...fresh, data: [row] });
  await comes(one, { held: { row } });
  followed.get('a')?.onRefused('No.');
  await comes(one, { held: null, refused: 'No.' });
  tell('a', 'value', { ...fresh, data: [row] });
  await comes(one, { held: { row }, refused: null });
  tell('a', 'removed', { error: 'pair-not-configured', why: 'Gone.' });
  await comes(one, { held: null, refused: 'Gone.' });
});

it('values of all pairs come each to its own; one that is removed leaves the others', async () => {
  const [one, other] = [pair(), pair()];
  one.draw({ topic: 'all', code: 'x' });
  other.draw({ topic: 'all', code: 'y' });
  await isFollowed('all');
  const member = (code: string) => ({ code, ...fresh, data: [{ code }] });
  tell('all', 'values', { data: [member('x'), member('y')] });
  await comes(one, { code: 'x' });
  await comes(other, { code: 'y' });
  tell('all', 'removed', { code: 'x' });
  await eventually(() => one.seen.at(-1) === null, 5_000);
  expect(other.seen.at(-1)).toEqual({ code: 'y' });
});

import { drawn, emptyTimeline, lengthened, lengthOf, sumOf, type Timeline } from '../../../web/figures/timeline.ts';

/** Stretches of so long, each with one audit and twice as much weight. */
function after(count: number, ms: number, timeline: Timeline = emptyTimeline): Timeline {
  let [known, from] = [timeline, timeline.stretches.at(-1)?.to ?? 0];
  for (let each = 0; each < count; each += 1, from += ms) {
    known = lengthened(known, { from, to: from + ms, amounts: [1, 2] });
  }
  return known;
}

it('short stretches are one until they are long enough', () => {
  expect(after(7, 2_000).stretches).toEqual([
    { from: 0, to: 10_000, amounts: [5, 10] },
    { from: 10_000, to: 14_000, amounts: [2, 4] },
  ]);
});

it.each([60, 61, 1_000, 5_000])(
  'keeps %p stretches in at most 60, with all that grew and from the beginning on',
  (count) => {
    const timeline = after(count, 10_000);
    expect(timeline.stretches.length).toBeLessThanOrEqual(60);
    expect(timeline.stretches[0]?.from).toBe(0);
    expect([sumOf(timeline, 0), sumOf(timeline, 1), lengthOf(timeline)]).toEqual([count, count * 2, count * 10_000]);
    timeline.stretches.slice(1).forEach(({ from }, index) => {
      expect(from).toBe(timeline.stretches[index]?.to);
    });
  },
);

it('stretches become twice as long when there are too many', () => {
  expect([after(60, 10_000), after(61, 10_000), after(200, 10_000)].map(({ stepMs }) => stepMs)).toEqual([
    10_000, 20_000, 40_000,
  ]);
  expect(
    after(200, 10_000)
      .stretches.slice(0, -1)
      .every(({ from, to }) => to - from === 40_000),
  ).toBe(true);
});

it('one long stretch, in which nobody looked, stays one', () => {
  const timeline = lengthened(after(5, 10_000), { from: 50_000, to: 1_050_000, amounts: [100, 0] });
  expect(timeline.stretches.at(-1)).toEqual({ from: 50_000, to: 1_050_000, amounts: [100, 0] });
});

it('is drawn as times and what each line was a minute', () => {
  expect(drawn(after(3, 10_000))).toEqual([
    [0, 10, 20, 30],
    [6, 6, 6, 6],
    [12, 12, 12, 12],
  ]);
});

it('leaves out the newest stretch while it is short', () => {
  const timeline = lengthened(after(1, 10_000), { from: 10_000, to: 12_000, amounts: [500, 0] });
  expect(drawn(timeline)[0]).toEqual([0, 10]);
  expect(drawn(after(1, 2_000))).toEqual([]);
  expect(drawn(emptyTimeline)).toEqual([]);
});

it('passes over a stretch that takes no time, or goes back', () => {
  const timeline = after(1, 10_000);
  for (const to of [10_000, 9_000, Number.NaN]) {
    expect(lengthened(timeline, { from: 10_000, to, amounts: [1, 1] })).toEqual(timeline);
  }
});

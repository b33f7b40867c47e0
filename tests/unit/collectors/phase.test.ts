import { createAhead, phaseOf } from '../../../collectors/phase.ts';
import { collectorsOf, marketNames } from '../../../markets/markets.js';

describe.each(marketNames)('collectors of %s', (market) => {
  const phases = (isStreamed: boolean, aheadMs = 0) =>
    collectorsOf(market).map((collector) => phaseOf(collector, isStreamed, aheadMs));

  it('that ask REST are spread over the second', () => {
    const own = phases(false);
    const step = 1 / own.length;
    expect(own).toEqual(own.map((_, index) => expect.closeTo(index * step)));
  });

  it('that follow streams act one after the other, a quarter of a second after the sockets have spoken and not much later', () => {
    const own = phases(true);
    expect(new Set(own).size).toBe(own.length);
    expect(Math.min(...own)).toBeGreaterThanOrEqual(0.25);
    expect(Math.max(...own)).toBeLessThan(0.45);
  });

  it.each([300, -300, 7_900, -86_400_600])(
    'that follow streams go by the exchange, whose clock is %i ms ahead',
    (aheadMs) => {
      const own = phases(true, aheadMs).map((phase) => phase + aheadMs / 1000);
      const ofSecond = own.map((at) => at - Math.floor(at));
      expect(ofSecond).toEqual(phases(true).map((phase) => expect.closeTo(phase)));
      for (const phase of phases(true, aheadMs)) expect(phase).toBeLessThan(1);
    },
  );
});

it('the exchange’s clock counts as ahead as before while it is measured anew, and otherwise once it is set', () => {
  let [now, isMeasured] = [Number.NaN, false];
  const ahead = createAhead({ now: () => now, wall: () => 1_000, isMeasured: () => isMeasured });
  expect(ahead()).toBe(0);
  isMeasured = true;
  const seen = [1_400, 1_430, 1_370, 1_460, 1_440].map((at) => {
    now = at;
    return ahead();
  });
  expect(seen).toEqual([400, 400, 400, 460, 460]);
});

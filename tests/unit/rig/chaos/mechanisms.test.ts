import { mechanisms } from '../../../../rig/chaos/mechanisms.ts';
import { scenarios } from '../../../../rig/chaos/scenarios.ts';

it('every mechanism is switched off under a fault that exists, and by another text', () => {
  const faults = scenarios.map(({ name }) => name);
  expect(new Set(faults).size).toBe(faults.length);
  expect(new Set(mechanisms.map(({ name }) => name)).size).toBe(mechanisms.length);
  for (const { scenario, edits } of mechanisms) {
    expect(faults).toContain(scenario);
    for (const { text, instead } of edits) expect(instead).not.toBe(text);
  }
});

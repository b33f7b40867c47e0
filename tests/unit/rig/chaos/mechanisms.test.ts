import path from 'node:path';
import { mechanisms } from '../../../../rig/chaos/mechanisms.ts';
import { allRuns } from '../../../../rig/chaos/runs.ts';
import { switchOff } from '../../../../rig/chaos/switchOff.ts';

const root = path.resolve(__dirname, '../../../..');

it('mechanisms and scenarios have names of their own, and every mechanism is switched off under a fault that exists', () => {
  // Each run begins with the same start.
  const faults = allRuns.flatMap(({ scenarios }) => scenarios.slice(1).map(({ name }) => name));
  expect(new Set(faults).size).toBe(faults.length);
  expect(new Set(mechanisms.map(({ name }) => name)).size).toBe(mechanisms.length);
  for (const { scenario, off } of mechanisms) {
    expect(faults).toContain(scenario);
    expect(off).not.toHaveLength(0);
  }
});

const inLua = mechanisms.flatMap(({ off }) => off.flatMap((guard) => ('command' in guard ? [guard] : [])));

// What is exported is imported where it is named: the compiler looks for it.
it.each(inLua)('the Lua command $command has a function $name', (guard) => {
  expect(() => switchOff(root, guard)).not.toThrow();
});

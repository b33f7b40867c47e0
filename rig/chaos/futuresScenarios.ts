import { answerScenarios } from './answerScenarios.ts';
import { eventScenarios } from './eventScenarios.ts';
import { operationScenarios } from './operationScenarios.ts';
import { routeScenarios } from './routeScenarios.ts';
import type { Scenario } from './scenario.ts';
import { freezeRedis, sharedKills, start } from './scenarios.ts';
import { ownScenarios, socketScenarios } from './socketScenarios.ts';

/** Those of spot that are about its own requests, or about what the store does whatever the market. */
const ofSpot = new Set(['late-writes', 'disk-full', 'late-confirm', 'redis-killed', 'wall-clock']);

/** The same faults with futures collected, all of a market in one process: they have names of their own. */
const ofFutures = (scenarios: readonly Scenario[]): readonly Scenario[] => [
  start,
  ...scenarios
    .filter(({ name }) => !ofSpot.has(name))
    .map((scenario) => ({ ...scenario, name: `usdm-${scenario.name}` })),
];

/** By REST, but for what nobody can ask for, or only dearly. */
export const futuresScenarios = ofFutures([
  ...sharedKills,
  ...ownScenarios,
  freezeRedis,
  ...answerScenarios,
  ...operationScenarios,
]);

/** By streams. */
export const futuresStreamScenarios = ofFutures([...socketScenarios, ...routeScenarios, ...eventScenarios]);

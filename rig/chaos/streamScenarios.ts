import { eventScenarios } from './eventScenarios.ts';
import type { Scenario } from './scenario.ts';
import { start } from './scenarios.ts';
import { ownScenarios, socketScenarios } from './socketScenarios.ts';

/** Faults of what comes by streams, one process for all collectors. Recovery counts from the end of a fault, as everywhere. */
export const streamScenarios: readonly Scenario[] = [start, ...socketScenarios, ...eventScenarios, ...ownScenarios];

/** Some of it with a process for each collector: what those share is the account of attempts. */
export const eachScenarios: readonly Scenario[] = [
  start,
  ...[...socketScenarios, ...ownScenarios]
    .filter(({ name }) => ['sockets-closed', 'storm', 'kill-all'].includes(name))
    .map((scenario) => ({ ...scenario, name: `each-${scenario.name}` })),
];

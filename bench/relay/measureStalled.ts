import { callersPaths, pathOf } from './callersPaths.ts';
import type { RelayWorld } from './relayWorld.ts';
import type { Readers } from './startReaders.ts';
import { settle, type Watched, watch } from './watch.ts';

/** Callers that follow all streams, and read them or not. */
export const GREEDY = 3;

/** What callers have seen beside those. */
export interface Beside {
  readonly reading: readonly Watched[];
  /** Until after those that do not read were cut off. */
  readonly stalled: readonly Watched[];
  readonly cutOff: number;
}

/** By then they were, or never are, ms. */
const CUT_OFF_WITHIN_MS = 40_000;
const STEP_MS = 2_000;

/** @param ms how long callers are watched beside those that read, before and after the others */
export async function measureStalled(
  world: RelayWorld,
  callers: Readers,
  others: Readers,
  ms: number,
): Promise<Beside> {
  const { api, names } = world;
  const everything = Array.from({ length: GREEDY }, () => pathOf(names));
  const cutOff = () => countCutOff(api.port);
  const beside = async (isStalled: boolean, work: () => Promise<Watched[]>): Promise<Watched[]> => {
    await others.open(api.port, everything, isStalled);
    if (!isStalled) await settle();
    const seen = await work();
    await others.close();
    return seen;
  };
  await callers.open(api.port, callersPaths(names));
  const one = async (): Promise<Watched[]> => [await watch(api, callers, ms)];
  const before = await beside(false, one);
  const stalled = await beside(true, async () => {
    const seen: Watched[] = [];
    const until = performance.now() + CUT_OFF_WITHIN_MS;
    let isOver = false;
    while (!isOver && performance.now() < until) {
      isOver = (await cutOff()) >= GREEDY;
      seen.push(await watch(api, callers, STEP_MS));
    }
    return seen;
  });
  const after = await beside(false, one);
  await callers.close();
  return { reading: [...before, ...after], stalled, cutOff: await cutOff() };
}

async function countCutOff(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/sockets_ended_total\{kind="streams",cause="slow"\} (\d+)/.exec(metrics)?.[1] ?? 0);
}

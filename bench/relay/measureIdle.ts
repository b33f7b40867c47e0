import { setTimeout as wait } from 'node:timers/promises';
import { memoryOf } from '../memory.ts';
import type { RelayWorld } from './relayWorld.ts';
import type { Readers } from './startReaders.ts';

export const IDLE = 2_000;

/** Until what opening sockets has left behind is cleared away. */
const IDLE_MS = 4_000;
const MB = 2 ** 20;

/** What a stream of which nothing comes is called. */
const SILENT = 'blockTrade';

/** What API and relay held without sockets, and hold more with many that each follow a stream of which nothing comes, MB. */
export interface Idle {
  readonly before: Held;
  readonly more: Held;
}

interface Held {
  readonly api: number;
  readonly relay: number;
}

export async function measureIdle({ api, apiPid, relayPid, names }: RelayWorld, readers: Readers): Promise<Idle> {
  const held = async (): Promise<Held> => {
    await wait(IDLE_MS);
    return { api: memoryOf(apiPid).now / MB, relay: memoryOf(relayPid).now / MB };
  };
  const before = await held();
  const [code] = names[0]?.split('@') ?? [];
  await readers.open(
    api.port,
    Array.from({ length: IDLE }, () => `/ws/${code}@${SILENT}`),
  );
  const after = await held();
  await readers.close();
  return { before, more: { api: after.api - before.api, relay: after.relay - before.relay } };
}

import { onSignals } from '../runtime/onSignals.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

export interface Worlds {
  open(options: WorldOptions): Promise<World>;
}

/** Opens worlds, and on SIGINT, SIGTERM or SIGHUP closes those that are open and ends this process with exit code 1. */
export function openWorlds(): Worlds {
  const stopping = new AbortController();
  const opened = new Set<Promise<World>>();
  const closeAll = async (): Promise<void> => {
    stopping.abort(new Error('stopped'));
    await Promise.allSettled([...opened].map(async (world) => (await world).close()));
    process.exit(1);
  };
  onSignals({ windowMs: 1_000, first: () => void closeAll(), second: () => process.exit(1) });
  return {
    async open(options) {
      const opening = startWorld(options, stopping.signal);
      opened.add(opening);
      const world = await opening;
      const close = async (): Promise<void> => {
        await world.close();
        // A world knows its market, which is large.
        opened.delete(opening);
      };
      return { ...world, close };
    },
  };
}

import { createSocketCounts, type SocketsState } from '../../state/socketCounts.ts';
import { Caller, type CallerContext } from './caller.ts';

/** How often it is looked after callers, ms. */
const LOOK_MS = 1_000;

/** All sockets of callers. */
export interface Callers extends SocketsState {
  open(...[form, webSocket, socket]: OpenParameters): Caller;
  /** Closes all of them within this time, ms, evenly spread over it. Resolves when it has told all of them. */
  stop(withinMs: number): Promise<void>;
}

type OpenParameters = ConstructorParameters<typeof Caller> extends [...infer Own, CallerContext] ? Own : never;

export function createCallers(parts: Omit<CallerContext, 'onSent' | 'onEnd'>): Callers {
  const counts = createSocketCounts();
  const all = new Set<Caller>();
  let timer: NodeJS.Timeout | undefined;

  const context: CallerContext = {
    ...parts,
    onSent(bytes) {
      counts.frames += 1;
      counts.bytes += bytes;
    },
    onEnd(caller, cause) {
      counts.ended[cause] += 1;
      all.delete(caller);
      if (all.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };

  function look(): void {
    const now = parts.monotonic();
    for (const caller of all) caller.look(now);
  }

  return {
    counts,
    now() {
      let subscriptions = 0;
      for (const caller of all) subscriptions += caller.subscriptions.size;
      const { channels, outgoing } = parts;
      return { sockets: all.size, subscriptions, streams: channels.size, waiting: outgoing.waiting };
    },
    open(...of) {
      const caller = new Caller(...of, context);
      counts.opened += 1;
      all.add(caller);
      timer ??= setInterval(look, LOOK_MS).unref();
      return caller;
    },
    async stop(withinMs) {
      const waiting = [...all];
      const startedAt = parts.monotonic();
      for (const [index, caller] of waiting.entries()) {
        const dueIn = startedAt + (index / waiting.length) * withinMs - parts.monotonic();
        if (dueIn > 0) await new Promise((resolve) => setTimeout(resolve, dueIn));
        caller.close(1001, 'this server is being replaced: connect anew', 'stopping');
      }
    },
  };
}

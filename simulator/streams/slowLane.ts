/** Sends each event after a delay, and lets none of the same stream overtake it. */
export interface SlowLane {
  /** Whether events of the stream wait. */
  isBusy(stream: string): boolean;
  /** @param delayMs 0: as soon as those before it are sent */
  add(stream: string, delayMs: number, send: () => void): void;
  close(): void;
}

interface Waiting {
  readonly at: number;
  readonly send: () => void;
}

export function createSlowLane(): SlowLane {
  const lanes = new Map<string, Waiting[]>();
  const timers = new Map<string, NodeJS.Timeout>();

  const sendNext = (stream: string): void => {
    const lane = lanes.get(stream) ?? [];
    while (lane[0] !== undefined && lane[0].at <= performance.now()) lane.shift()?.send();
    const [next] = lane;
    if (next === undefined) {
      lanes.delete(stream);
      timers.delete(stream);
      return;
    }
    timers.set(stream, setTimeout(sendNext, Math.max(1, next.at - performance.now()), stream));
  };

  return {
    isBusy: (stream) => lanes.has(stream),
    add(stream, delayMs, send) {
      const lane = lanes.get(stream) ?? [];
      lanes.set(stream, lane);
      lane.push({ at: Math.max(performance.now() + delayMs, lane.at(-1)?.at ?? 0), send });
      if (!timers.has(stream)) timers.set(stream, setTimeout(sendNext, delayMs, stream));
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
      lanes.clear();
    },
  };
}

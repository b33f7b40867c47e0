const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface SignalHandlers {
  /** Signals within this time after the first one count as the same signal, ms. */
  windowMs: number;
  first: (signal: NodeJS.Signals) => void;
  /** Called for every later signal. */
  second: () => void;
}

/** Listens for the signals that ask a program to end. */
export function onSignals({ windowMs, first, second }: SignalHandlers): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      first(signal);
    } else if (now - firstAt > windowMs) {
      second();
    }
  };
  for (const signal of signals) process.on(signal, onSignal);
}

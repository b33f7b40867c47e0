import { type OpenGateOptions, openGate } from '../openGate.ts';
import { type CountingCallerGate, createCallerGate } from './createCallerGate.ts';
import { askForCallers, createOwnClock } from './ownClock.ts';

export interface OpenCallerGateOptions extends OpenGateOptions {
  /** What the collectors have stored of all that the exchange lists; null: nothing. */
  readonly listed: () => Promise<ReadonlySet<string> | null>;
}

/** The gate of a process that collects nothing. */
export interface OpenedCallerGate extends CountingCallerGate {
  close(): void;
}

/** @throws StartError where the environment names a proxy that cannot be used */
export function openCallerGate(options: OpenCallerGateOptions): OpenedCallerGate {
  const { market, store, clock, apiKeys } = options;
  const { gate, connector, shared, close } = openGate(options);
  const made = createCallerGate({
    ...{ gate, connector, clock },
    ready: createOwnClock({ store, market, connector, clock, shared, ask: askForCallers(gate) }),
    stored: options.listed,
    hasKey: () => apiKeys().length > 0,
  });
  return { ...made, close };
}

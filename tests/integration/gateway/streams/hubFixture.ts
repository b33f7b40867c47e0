import { spotStreams } from '../../../../exchanges/binance/spot/streams.ts';
import type { StreamProtocol } from '../../../../exchanges/streamProtocol.ts';
import type { Attempts } from '../../../../gateway/streams/attempts.ts';
import { createHub } from '../../../../gateway/streams/createHub.ts';
import type { Follower } from '../../../../gateway/streams/hub.ts';
import type { HubOptions, ReportingHub } from '../../../../gateway/streams/hubOptions.ts';
import { machineClocks } from '../../../../runtime/machine.ts';
import { createDefects } from '../../../../store/reports/defects.ts';
import { type StandIn, startStandIn } from '../../../streamStandIn.ts';
import { createTestLog, type TestLog } from '../../../testStore.ts';

/** Attempts that nobody counts, for what is not about them. */
export const freely: Attempts = {
  ask: async () => ({ why: null }),
  failed: async () => undefined,
  succeeded: async () => undefined,
  left: () => null,
};

/** What a follower was told. */
export interface Told {
  /** How often it was doubted. */
  doubts: number;
  readonly events: unknown[];
  readonly asOfs: number[];
  /** Whether each event may have come before by another socket. */
  readonly doubles: boolean[];
  readonly downs: string[];
}

export function toldFollower(): Told & Follower {
  const told = {
    events: [] as unknown[],
    asOfs: [] as number[],
    doubles: [] as boolean[],
    downs: [] as string[],
    doubts: 0,
    onEvent(event: unknown, asOf: number, mayBeDouble: boolean) {
      told.events.push(event);
      told.asOfs.push(asOf);
      told.doubles.push(mayBeDouble);
    },
    onDoubt() {
      told.doubts++;
    },
    onDown: (cause: string) => void told.downs.push(cause),
  };
  return told;
}

export interface HubFixture extends TestLog {
  readonly hub: ReportingHub;
  readonly exchange: StandIn;
  close(): Promise<void>;
}

const SHORT = {
  lookEveryMs: 20,
  gatherMs: 100,
  retryBaseMs: 20,
  retryCapMs: 100,
  spreadMs: 0,
  calmMs: 50,
  tickingSilentMs: 500,
};
const SHORT_LIMITS = { silentMs: 400, openWithinMs: 1_000, lookEveryMs: 20 };

export interface HubFixtureOptions extends Partial<Omit<HubOptions, 'protocol'>> {
  readonly protocol?: Partial<StreamProtocol>;
}

export const clock = { ...machineClocks, nowOrWall: () => Date.now(), uncertainty: () => 0 };

/** A hub with short waits, and an exchange of its own. */
export async function openHub(options: HubFixtureOptions = {}, exchange?: StandIn): Promise<HubFixture> {
  const standIn = exchange ?? (await startStandIn());
  const testLog = createTestLog();
  const hub = createHub({
    baseUrl: standIn.url,
    proxy: null,
    clock,
    log: testLog.log,
    attempts: freely,
    heartbeatSymbols: () => ['BTCUSDT', 'ETHUSDT'],
    defects: createDefects(testLog.log),
    ...options,
    protocol: { ...spotStreams, ...options.protocol },
    limits: { ...SHORT_LIMITS, ...options.limits },
    timing: { ...SHORT, ...options.timing },
  });
  return {
    ...testLog,
    hub,
    exchange: standIn,
    async close() {
      hub.close();
      if (exchange === undefined) await standIn.close();
    },
  };
}

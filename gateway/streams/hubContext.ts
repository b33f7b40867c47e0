import type { StreamEnd } from '../../exchanges/streamEnd.ts';
import type { StreamLimits } from '../../exchanges/streamLimits.ts';
import type { StreamProtocol } from '../../exchanges/streamProtocol.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import type { TroubleLog } from '../troubleLog.ts';
import type { Permission } from './attempts.ts';
import type { HubCounts } from './hubReport.ts';
import type { HubTiming } from './hubTiming.ts';

/** What the parts of a hub work with. */
export interface HubContext {
  readonly protocol: StreamProtocol;
  readonly options: {
    readonly baseUrl: string;
    readonly proxy: URL | null;
    readonly limits: Partial<StreamLimits>;
  };
  readonly clock: Pick<ExchangeClock, 'monotonic' | 'nowOrWall' | 'uncertainty'>;
  readonly timing: HubTiming;
  readonly random: () => number;
  readonly counts: HubCounts;
  readonly trouble: TroubleLog;
  readonly heartbeatSymbols: () => readonly string[];
  /** The account of attempts. */
  ask(route: string, isReplacement: boolean): Promise<Permission>;
  failed(route: string, waitMs: number): void;
  succeeded(route: string): void;
  onEnded(end: StreamEnd): void;
  onBadFrame(why: string): void;
  onDefect(error: unknown): void;
}

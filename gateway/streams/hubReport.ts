import type { EndCause } from '../../exchanges/streamEnd.ts';

export { endCauses } from '../../exchanges/streamEnd.ts';

import { type StreamCounter, streamCounters } from '../../store/reports/streamReports.ts';

/** What has happened since the hub was made (store/reports/streamReports.ts). */
export interface HubCounts extends Record<StreamCounter, number> {
  /** Sockets that ended by themselves, by cause. */
  readonly ended: Partial<Record<EndCause, number>>;
}

export const newCounts = (): HubCounts => ({
  ...(Object.fromEntries(Object.keys(streamCounters).map((name) => [name, 0])) as Record<StreamCounter, number>),
  ended: {},
});

import type { Snapshot } from '../../../analysis/snapshot.ts';
import { snapshotSchema } from '../../../analysis/snapshotSchema.ts';
import { createLateChecks } from '../../../runtime/lateChecks.ts';

const checkOf = createLateChecks({ strict: true, strictRequired: false, allowUnionTypes: true })<Snapshot>(
  snapshotSchema,
);

/** The value as a snapshot. @param refuse is told the first place that is not as the schema says */
export function checkSnapshot(value: unknown, refuse: (fault: string) => never): Snapshot {
  const check = checkOf();
  if (check(value)) return value;
  const [fault] = check.errors ?? [];
  return refuse(`${fault?.instancePath || 'it'} ${fault?.message}`);
}

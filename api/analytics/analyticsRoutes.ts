import type { RequestHandler } from 'express';
import type { ApiContext } from '../context/context.ts';
import { analytics } from './analytics.ts';
import { analyticsCloses } from './analyticsCloses.ts';
import { analyticsCompare } from './analyticsCompare.ts';
import { analyticsSnapshots } from './analyticsSnapshots.ts';
import { createSnapshotFolder } from './snapshots/folder.ts';

/** What answers figures of pairs. @param momentMs for how long requests share what was made for one of them */
export function analyticsRoutes(context: ApiContext, momentMs: number) {
  const folder = createSnapshotFolder();
  return {
    '/analytics': analytics(context, momentMs),
    '/analytics/snapshots': analyticsSnapshots(context, folder, momentMs),
    '/analytics/compare': analyticsCompare(context, folder, momentMs),
    '/analytics/closes': analyticsCloses(context, momentMs),
  } satisfies Readonly<Record<string, RequestHandler>>;
}

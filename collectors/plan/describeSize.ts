import type { Plan } from './plan.ts';
import type { Planned } from './planned.ts';
import { sizeOf } from './size.ts';

/** A process of its own for each collector takes more memory than it is worth with more pairs than these. */
const PAIRS_FOR_EACH = 20;

/** What a plan takes, in words: streams, memory, and how long a start from nothing lasts. */
export function describeSize(planned: Planned, plan: Plan): string[] {
  const { streams, sockets, redisBytes, minutesToFresh, minutesToFull } = sizeOf(planned, plan);
  return [
    ...(streams === 0 ? [] : [`streams: ${grouped(streams)} on ${sockets} ${sockets === 1 ? 'socket' : 'sockets'}`]),
    `Redis: about ${grouped(redisBytes / 1e6)} MB`,
    `from an empty Redis: all fresh ${minutes(minutesToFresh)}, all history ${minutes(minutesToFull)}`,
    ...(planned.config.pairs.length > PAIRS_FOR_EACH
      ? ['under PM2 set PROCESSES=market: one process for all collectors of a market takes far less memory']
      : []),
  ];
}

const grouped = (figure: number): string => Math.ceil(figure).toLocaleString('en');

function minutes(figure: number | null): string {
  if (figure === null) return 'never, as no weight is left for it';
  return figure <= 1 ? 'within a minute' : `after about ${grouped(figure)} minutes`;
}

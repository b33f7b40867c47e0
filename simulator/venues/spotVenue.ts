import { createEndpoints } from '../endpoints/endpoints.ts';
import { overFrames } from '../frames/frameEndpoints.ts';
import type { Frames } from '../frames/loadFrames.ts';
import { inTimeUnit } from '../microseconds.ts';
import { createRateLimit } from '../rateLimit.ts';
import type { Pairs } from '../trading/pairs.ts';
import { weightOf } from '../weights.ts';
import { createVenue, type Venue } from './venue.ts';

/** The spot market. @param frames captured streams: of their pairs, what was captured is answered */
export const createSpotVenue = (pairs: Pairs, weightLimit: number, frames: Frames): Venue =>
  createVenue({
    market: 'spot',
    endpoints: overFrames(createEndpoints(weightLimit), frames),
    pairs,
    weightLimit,
    rateLimit: createRateLimit(weightLimit),
    weightOf,
    inUnit: inTimeUnit,
  });

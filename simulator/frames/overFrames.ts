import { ApiError } from '../apiError.ts';
import { type Call, type Endpoint, instantOf } from '../endpoints/endpoint.ts';
import type { Listing } from '../trading/pairs.ts';
import type { CapturedPair } from './capturedPair.ts';
import type { Frames } from './loadFrames.ts';

type Entry<Kind extends Listing> = [path: string, endpoint: Endpoint<Kind>];

/** Makes endpoints that answer what was captured in the place of a market's own. */
export interface OverFrames<Kind extends Listing> {
  /** Answers of one pair. */
  ofPair(path: string, answer: (pair: CapturedPair, call: Call<Kind>, instant: number) => unknown): Entry<Kind>;
  /** Rows of pairs; what the capture does not have is the market's own. */
  rows(path: string, fieldsOf: (pair: CapturedPair, instant: number) => object | undefined): Entry<Kind>;
}

export function createOverFrames<Kind extends Listing>(
  endpoints: ReadonlyMap<string, Endpoint<Kind>>,
  frames: Pick<Frames, 'pair'>,
): OverFrames<Kind> {
  const endpointOf = (path: string): Endpoint<Kind> => {
    const own = endpoints.get(path);
    if (own === undefined) throw new Error(`no endpoint ${path}`);
    return own;
  };
  return {
    ofPair(path, answer) {
      const own = endpointOf(path);
      return entry(path, own, (call) => {
        const listing = call.params.listing();
        const pair = frames.pair(listing.spec.symbol);
        return pair === undefined ? own.answer(call) : answer(pair, call, instantOf(listing, call.now));
      });
    },
    rows(path, fieldsOf) {
      const own = endpointOf(path);
      return entry(path, own, (call) => {
        const over = (row: { readonly symbol: string }) => {
          const [pair, listing] = [frames.pair(row.symbol), call.pairs.get(row.symbol)];
          if (pair === undefined || listing === undefined) return row;
          return { ...row, ...fieldsOf(pair, instantOf(listing, call.now)) };
        };
        const answer = own.answer(call) as { readonly symbol: string } | { readonly symbol: string }[];
        return Array.isArray(answer) ? answer.map(over) : over(answer);
      });
    },
  };
}

const entry = <Kind extends Listing>(
  path: string,
  { parameters }: Endpoint<Kind>,
  answer: Endpoint<Kind>['answer'],
): Entry<Kind> => [path, { parameters, answer }];

export const notCaptured = (what: string): ApiError => new ApiError(-1000, `The capture has no ${what} of this pair.`);

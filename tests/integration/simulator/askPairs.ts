import { createEndpoints } from '../../../simulator/endpoints/endpoints.ts';
import { readParams } from '../../../simulator/params.ts';
import type { Pairs } from '../../../simulator/trading/pairs.ts';
import { defaultSymbols, type SymbolSpec } from '../../../simulator/trading/symbols.ts';

const endpoints = createEndpoints(6000);

/** What the REST API answers of these pairs at an instant, without asking it. */
export const askPairs =
  (pairs: Pairs) =>
  <Body>(path: string, query: Record<string, string>, at: number): Body => {
    const endpoint = endpoints.get(`/api/v3/${path}`);
    if (endpoint === undefined) throw new Error(`no endpoint ${path}`);
    const params = readParams(new URLSearchParams(query), endpoint.parameters, pairs, at);
    return endpoint.answer({ params, pairs, now: at }) as Body;
  };

/** Pairs of very different price and step size that trade several times a second. */
export const busySymbols = busy(200);
/** So many orders a minute that all months since they were listed can be split, which is asked for by who counts trades of contracts. */
export const ratherBusySymbols = busy(40);

function busy(ordersPerMinute: number): readonly SymbolSpec[] {
  return defaultSymbols
    .filter(({ baseAsset }) => ['BTC', 'ETC', 'SHIB', 'ARB'].includes(baseAsset))
    .map((spec) => ({ ...spec, ordersPerMinute, stepsPerOrder: 4000 }));
}

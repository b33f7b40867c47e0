import { ApiError, apiErrors } from '../../apiError.ts';
import { type Call, type Endpoint, listedAt } from '../../endpoints/endpoint.ts';
import type { Params } from '../../params.ts';
import { perpetualOf } from '../contracts/continuous.ts';
import { type Contract, statusAt } from '../contracts/contract.ts';

export type UsdmCall = Call<Contract>;
export type UsdmEndpoint = Endpoint<Contract>;

/** The number of rows asked for; more than `most` is refused. */
export function readLimit(params: Pick<Params, 'number'>, fallback: number, most: number): number {
  const limit = params.number('limit') ?? fallback;
  if (limit < 1 || limit > most) throw apiErrors.badValue('limit');
  return limit;
}

/** `startTime` and `endTime`, ms. */
export function readSpan(params: Pick<Params, 'time'>): {
  readonly from: number | undefined;
  readonly to: number | undefined;
} {
  const [from, to] = [params.time('startTime'), params.time('endTime')];
  if (from !== undefined && to !== undefined && from > to) throw apiErrors.startAfterEnd();
  return { from, to };
}

/** The undated contract of the pair asked for. */
export function readPair({ params, pairs }: UsdmCall): Contract {
  const pair = params.text('pair');
  if (pair === undefined) throw apiErrors.missing('pair');
  const contract = perpetualOf(pairs, pair);
  if (contract === undefined) throw new ApiError(-1121, 'Invalid pair.');
  return contract;
}

/** Of the contract asked for a row; of all that are traded, or were until just now, a list. */
export function answerContracts<Row>(call: UsdmCall, rowOf: (contract: Contract) => Row): Row | Row[] {
  const { params, pairs, now } = call;
  if (params.text('symbol') !== undefined) return rowOf(params.listing());
  return shownAt(pairs, now).map(rowOf);
}

/** The contracts that lists of prices name: not those that do not trade yet, nor those whose end is over. */
export const shownAt = (pairs: UsdmCall['pairs'], now: number): Contract[] =>
  listedAt(pairs, now).filter(
    (contract) => !['PENDING_TRADING', 'SETTLING', 'DELIVERED'].includes(statusAt(contract, now)),
  );

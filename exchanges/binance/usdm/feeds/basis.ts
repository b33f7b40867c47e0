import type { OptionsOf, UsdmFeeds } from '../../../../markets/tableTypes.ts';
import type { SeriesFeed } from '../../../../model/feed.ts';
import { pairOf } from '../ask.ts';
import { basis as endpoint, type RawBasis } from '../endpoints/statistics.ts';
import { statistic } from '../statistic.ts';

/** How far a contract of a pair lies from its index, each five minutes. */
export const basis = ({ contract }: OptionsOf<UsdmFeeds['basis']>): SeriesFeed<RawBasis> =>
  statistic<RawBasis>({
    name: 'basis',
    kind: contract,
    rowSchema: endpoint.row,
    paramsOf: (symbol) => ({ pair: pairOf(symbol), contractType: contract }),
    fieldsOf: ({ indexPrice, futuresPrice, basis, basisRate, annualizedBasisRate }) => [
      ...[indexPrice, futuresPrice, basis, basisRate],
      // Of what has no end it is empty.
      annualizedBasisRate === '' ? null : annualizedBasisRate,
    ],
  });

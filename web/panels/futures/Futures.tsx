import { isPerpetual } from '../../figures/futures/contract.ts';
import { notCollected } from '../../parts/Figures.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useValue } from '../../state/values.ts';
import type { PairProps } from '../pairProps.ts';
import { Funding } from './Funding.tsx';
import { OpenInterest } from './OpenInterest.tsx';
import { Payments } from './Payments.tsx';
import { Prices } from './Prices.tsx';
import { Ratios } from './Ratios.tsx';
import { useRecentRows } from './useRecentRows.ts';

/** What only futures have: funding, mark and index price, open interest. Of other markets it shows nothing. */
export const Futures = (props: PairProps) => (props.market === 'usdm' ? <Contract {...props} /> : null);

function Contract(props: PairProps) {
  const { market, pair, types } = props;
  const topicOf = (type: string) => (types.includes(type) ? `${market}:${pair}:${type}` : null);
  const { held: mark, refused: noMark } = useValue(topicOf('mark-price'));
  const { held: info } = useValue(topicOf('pair-info'));
  const { held: own } = useValue(topicOf('funding-info'));
  const { recent: payments, refused: noPayments } = useRecentRows(topicOf('funding-rate'), 'fundingTime', 10);
  const why = types.includes('mark-price') ? noMark : notCollected('mark-price');
  const isPaid = isPerpetual(info?.row) !== false;
  return (
    <Panel id="futures" title="Futures">
      <div class="groups">
        <Funding {...{ mark, info, own, payments, why }} />
        <Prices mark={mark} why={why} />
        <OpenInterest {...props} mark={mark} info={info} />
        <Ratios {...props} />
        {isPaid && (
          <Payments
            payments={payments}
            why={types.includes('funding-rate') ? noPayments : notCollected('funding-rate')}
          />
        )}
      </div>
    </Panel>
  );
}

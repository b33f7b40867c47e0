import { useCell } from '../cells/cell.ts';
import type { MarketPairs } from '../figures/markets.ts';
import { later } from '../parts/later.tsx';
import { look, view } from '../state/address.ts';
import type { PairProps } from './pairProps.ts';
import { WatchList } from './watchList/WatchList.tsx';

const Pair = later(async () => (await import('./later.ts')).Pair);

/** One market: its pairs, and all of the one that is looked at. */
export function Market({ known }: { known: readonly MarketPairs[] }) {
  const { market, pair } = useCell(view);
  const own = known.find((one) => one.market === market);
  if (own === undefined) return <NoMarket name={market} others={known} />;
  const code = pair === '' ? (own.pairs[0] ?? '') : pair;
  const shown: PairProps = { market: own.market, pair: code, types: own.types };
  return (
    <>
      <WatchList known={known} {...shown} />
      {own.pairs.includes(code) ? (
        // Each pair has parts of its own: nothing of one is ever shown as that of another.
        <Pair key={`${own.market}:${code}`} {...shown} />
      ) : (
        <p class="trouble" id="candles">
          <bdi>{code}</bdi> is not collected in {own.market}, or not any more. Choose another pair, or add it to
          CONFIG.json.{' '}
          <button type="button" onClick={() => look({ market: own.market, pair: '' })}>
            Show {own.pairs[0]}
          </button>
        </p>
      )}
    </>
  );
}

function NoMarket({ name, others }: { name: string; others: readonly MarketPairs[] }) {
  const [first] = others;
  if (first === undefined)
    return (
      <p class="trouble" id="candles">
        Nothing is collected: add pairs to CONFIG.json.
      </p>
    );
  return (
    <p class="trouble" id="candles">
      <bdi>{name}</bdi> is not collected, or not any more.{' '}
      <button type="button" onClick={() => look({ market: first.market, pair: '' })}>
        Show {first.market}
      </button>
    </p>
  );
}

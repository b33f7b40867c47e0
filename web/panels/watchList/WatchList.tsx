import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useCell, useShown } from '../../cells/cell.ts';
import type { MarketPairs } from '../../figures/markets.ts';
import { found } from '../../figures/watchList/order.ts';
import { haltedOf } from '../../figures/watchList/rowFigures.ts';
import { sparkInterval } from '../../figures/watchList/sparkline.ts';
import { Choice } from '../../parts/Choice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { look, view } from '../../state/address.ts';
import { type HealthAnswer, health } from '../../state/health.ts';
import type { PairProps } from '../pairProps.ts';
import { PairTable } from './PairTable.tsx';
import { listTypes, useListValues } from './useListValues.ts';

/** All pairs of a market at a glance, and the way to each of them. */
export function WatchList({ known, market, pair, types }: PairProps & { readonly known: readonly MarketPairs[] }) {
  const { search, order } = useCell(view);
  const values = useListValues(market, types);
  const pairs = known.find((one) => one.market === market)?.pairs ?? [];
  const halted = useHalted(market);
  const interval = sparkInterval(types);
  const isFound = found(pairs, search).length > 0;
  return (
    <Panel
      id="watch-list"
      title="Pairs"
      beside={
        <>
          {known.length > 1 && <MarketChoice {...{ known, market, pair }} />}
          <Search value={search} />
        </>
      }
    >
      {isFound ? (
        <PairTable {...{ values, market, pair, pairs, search, order, halted, interval }} />
      ) : (
        <p class="nothing">
          {pairs.length === 0 ? (
            `${market} has no pairs: add some to CONFIG.json.`
          ) : (
            <>
              No pair of {market} has “<bdi>{search.trim()}</bdi>” in its name.
            </>
          )}
        </p>
      )}
      <Missing types={types} interval={interval} />
    </Panel>
  );
}

function MarketChoice({ known, market, pair }: { known: readonly MarketPairs[]; market: string; pair: string }) {
  const choose = (next: string) => {
    const pairs = known.find((one) => one.market === next)?.pairs ?? [];
    look({ market: next, pair: pairs.includes(pair) ? pair : '' });
  };
  const options = known.map((one) => ({ value: one.market, text: one.market }));
  return <Choice label="market" options={options} value={market} onChoose={choose} />;
}

/** A slash leads to it from anywhere, an arrow from it into the list. */
function Search({ value }: { value: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyped = (event.target as Element).closest('input:not([type=radio]), textarea, select') !== null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyped) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const intoList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    const row = document.querySelector<HTMLElement>('#watch-list a[tabindex="0"]');
    if (row === null) return;
    event.preventDefault();
    row.focus();
  };
  return (
    <input
      ref={input}
      type="search"
      value={value}
      maxLength={40}
      placeholder="Search ( / )"
      aria-label="Search pairs"
      aria-keyshortcuts="/"
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => look({ search: event.currentTarget.value })}
      onKeyDown={intoList}
    />
  );
}

/** Pairs that the exchange does not trade, by what somebody asked of /health last: nobody asks for this. */
function useHalted(market: string): Readonly<Record<string, string>> {
  const text = useShown(health, (answer) => JSON.stringify(haltedIn(answer, market)));
  return useMemo(() => JSON.parse(text), [text]);
}

const haltedIn = (answer: HealthAnswer | null, market: string) => haltedOf(answer?.body.feeds ?? [], market);

/** What the list cannot show. */
function Missing({ types, interval }: { types: readonly string[]; interval: number | null }) {
  const missing: string[] = listTypes.filter((type) => !types.includes(type));
  if (interval === null) missing.push('candles of 60 or 30 minutes');
  return missing.length === 0 ? null : <p class="faint">Not collected: {missing.join(', ')}.</p>;
}

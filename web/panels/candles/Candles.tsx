import { useEffect, useMemo } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { chosenOf, type Kind, kindsOf, kindText, typeOf } from '../../figures/candles/kinds.ts';
import { defaults } from '../../figures/view.ts';
import { Age } from '../../parts/Age.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { view } from '../../state/address.ts';
import type { PairProps } from '../pairProps.ts';
import { CandleSource } from './candleSource.ts';
import { KindChoice } from './KindChoice.tsx';
import { SeriesView } from './SeriesView.tsx';

/** Candles of the pair that is looked at. */
export function Candles({ market, pair, types }: PairProps) {
  const { candles: wanted } = useCell(view);
  const kinds = useMemo(() => kindsOf(types), [types]);
  const kind = chosenOf(kinds, wanted);
  if (kind === null) {
    return <Panel id="candles" title="Candles" trouble={`No candles are collected in ${market}.`} />;
  }
  const isOther = typeOf(kind) !== wanted && wanted !== defaults.candles;
  return (
    <KindPanel
      {...{ market, pair, kinds, kind }}
      note={isOther ? `Candles “${wanted}” are not collected in ${market}. ${kindText(kind)} is shown instead.` : null}
    />
  );
}

interface KindPanelProps {
  readonly market: string;
  readonly pair: string;
  readonly kinds: readonly Kind[];
  readonly kind: Kind;
  /** What was asked for in vain. */
  readonly note: string | null;
}

function KindPanel({ market, pair, kinds, kind, note }: KindPanelProps) {
  const type = typeOf(kind);
  // Kinds are made anew with each list of types.
  const source = useMemo(() => new CandleSource({ market, pair, kind }), [market, pair, type]);
  useEffect(() => source.start(), [source]);
  const refused = useCell(source.refused);
  const beside = (
    <>
      <bdi class="faint">{pair}</bdi>
      <SeriesAge source={source} />
      <KindChoice kinds={kinds} kind={kind} />
    </>
  );
  return (
    <Panel id="candles" title="Candles" beside={beside} trouble={refused}>
      {note !== null && <p class="note">{note}</p>}
      <SeriesView key={`${market}:${pair}:${type}`} source={source} />
    </Panel>
  );
}

/** By itself: it changes with each event. */
const SeriesAge = ({ source }: { source: CandleSource }) => <Age of={useCell(source.age)} />;

import { useState } from 'preact/hooks';
import { slotAt } from '../../figures/candles/picture.ts';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { Chart } from './Chart.tsx';
import type { CandleSource } from './candleSource.ts';
import { GapList } from './GapList.tsx';
import { Legend } from './Legend.tsx';
import { NewestTable } from './NewestTable.tsx';
import { Reading } from './Reading.tsx';
import { useLedger } from './useLedger.ts';
import { usePicture } from './usePicture.ts';

/** One series: its chart, and the same in words. */
export function SeriesView({ source }: { source: CandleSource }) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const { ledger, fault } = useLedger(source, isOnScreen);
  const picture = usePicture(source, ledger.gaps, isOnScreen);
  /** Open time of the candle that is pointed at, ms; null: the newest is shown. */
  const [pointed, setPointed] = useState<number | null>(null);
  const { slots } = picture;
  const at = pointed === null ? -1 : slotAt(slots, pointed);
  const shown = slots[at] ?? slots.findLast(({ candle }) => candle !== null) ?? null;
  return (
    <div ref={ref} class="candles">
      <Legend slot={shown} picture={picture} source={source} />
      <Chart source={source} picture={picture} pointed={pointed} onPointed={setPointed} />
      <Reading source={source} />
      <GapList source={source} picture={picture} isCut={ledger.isCut} fault={fault} />
      <NewestTable picture={picture} />
    </div>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { type Picture, slotAt } from '../../figures/candles/picture.ts';
import { slotText } from '../../figures/candles/words.ts';
import { onColorScheme } from '../../parts/tokens.ts';
import { view } from '../../state/address.ts';
import type { CandleChart } from './candleChart.ts';
import type { CandleSource } from './candleSource.ts';

interface ChartProps {
  readonly source: CandleSource;
  readonly picture: Picture;
  /** Open time of the candle that is pointed at, ms; null: none. */
  readonly pointed: number | null;
  onPointed(time: number | null): void;
}

const ZOOM = 1.25;

/** The chart. By keyboard: arrows point at candles, Home and End at the oldest and the newest one, + and − zoom. */
export function Chart({ source, picture, pointed, onPointed }: ChartProps) {
  const { zone } = useCell(view);
  const element = useRef<HTMLDivElement>(null);
  const { chart, fault } = useChart(source, element, picture, onPointed);
  const [said, say] = useState('');
  useEffect(() => chart?.draw(picture), [chart, picture]);
  useEffect(() => chart?.setZone(zone), [chart, zone]);

  const { slots } = picture;
  const at = pointed === null ? null : slotAt(slots, pointed);
  const point = (slot: number) => {
    const next = Math.max(0, Math.min(slots.length - 1, slot));
    const pointedAt = slots[next];
    if (pointedAt === undefined) return;
    onPointed(pointedAt.time);
    chart?.point(next);
    say(slotText(pointedAt, picture, zone));
  };
  const newest = slots.length - 1;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => point((at ?? newest + 1) - 1),
    ArrowRight: () => point((at ?? newest) + 1),
    Home: () => point(0),
    End: () => point(newest),
    '+': () => chart?.zoom(1 / ZOOM, at),
    '=': () => chart?.zoom(1 / ZOOM, at),
    '-': () => chart?.zoom(ZOOM, at),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const onBlur = () => {
    onPointed(null);
    chart?.point(null);
    say('');
  };
  useEffect(() => {
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      chart?.zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM, null);
    };
    const own = element.current;
    own?.addEventListener('wheel', onWheel, { passive: false });
    return () => own?.removeEventListener('wheel', onWheel);
  }, [chart]);
  return (
    <>
      <div
        ref={element}
        class="candle-chart"
        role="application"
        aria-roledescription="chart"
        aria-label="Candles and volume. Arrow keys go from candle to candle, Home and End to the oldest and the newest one, plus and minus zoom."
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      <p class="hidden" aria-live="polite">
        {said}
      </p>
      {fault !== null && <p class="trouble">{fault}</p>}
    </>
  );
}

/** A chart in an element, as long as that is there; null: its script is not there yet. */
function useChart(
  source: CandleSource,
  element: { current: HTMLDivElement | null },
  { series }: Picture,
  onPointed: ChartProps['onPointed'],
): { chart: CandleChart | null; fault: string | null } {
  const [chart, setChart] = useState<CandleChart | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const hasRows = series.rows.length > 0;
  useEffect(() => {
    if (!hasRows) return;
    let own: CandleChart | null = null;
    let isGone = false;
    import('./candleChart.ts')
      .then(({ CandleChart }) => {
        if (isGone || element.current === null) return;
        const hasVolume = source.series.get().rows.some(({ volume }) => volume !== null);
        // Others may have been read, and are about to be drawn.
        const isNewest = (drawn: Picture) => drawn.series.rows[0] === source.series.get().rows[0];
        const onNearOldest = (drawn: Picture) => isNewest(drawn) && source.readOlder();
        own = new CandleChart({ element: element.current, hasVolume, onPointed, onNearOldest });
        setChart(own);
      })
      .catch(() =>
        setFault('The script of the chart could not be loaded: reload the page. The newest figures are in the table.'),
      );
    const endScheme = onColorScheme(() => own?.recolor());
    return () => {
      isGone = true;
      endScheme();
      setChart(null);
      own?.close();
    };
  }, [source, element, onPointed, hasRows]);
  return { chart, fault };
}

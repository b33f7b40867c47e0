import { useEffect } from 'preact/hooks';
import { type Cell, useCell, useShown } from '../../cells/cell.ts';
import { numberIn } from '../../figures/numbers.ts';
import { HEIGHT, type Point, sparkPath, WIDTH } from '../../figures/watchList/sparkline.ts';
import { serverNow } from '../../state/clock.ts';
import type { Held } from '../../state/values.ts';
import { keepSparkPoints, sparkPoints } from './sparklines.ts';

interface SparklineProps {
  readonly market: string;
  readonly code: string;
  /** Of its candles, minutes. */
  readonly interval: number;
  readonly price: Cell<Held | null>;
}

/** The last day of a pair, with the latest price at its end. */
export function Sparkline({ market, code, interval, price }: SparklineProps) {
  const points = useCell(sparkPoints(market, code, interval));
  useEffect(() => keepSparkPoints(market, code, interval), [market, code, interval]);
  const path = useShown(price, (held) => sparkPath(points, presentOf(held), minuteNow(), interval));
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** It is drawn anew for a price that can be told apart from the last one, not for each second. */
const minuteNow = (): number => Math.ceil(serverNow() / 60_000) * 60_000;

function presentOf(held: Held | null): Point | null {
  const price = numberIn(held?.row.price);
  return price === null || price <= 0 || held?.asOf == null
    ? null
    : { time: Math.floor(held.asOf / 60_000) * 60_000, price };
}

import { useEffect, useRef } from 'preact/hooks';
import { type Columns, createPlot, type Drawing, type Plot } from './plot.ts';

/**
 * A plot in an element, as long as that is there.
 * @param columns empty: there is nothing yet; the same array is not drawn again
 * @param drawingOf called once @param again drawn anew when it changes
 */
export function usePlot(
  columns: Columns,
  drawingOf: () => Drawing,
  again?: unknown,
): { current: HTMLDivElement | null } {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const hasData = columns.length > 0;
  useEffect(() => {
    if (place.current === null || !hasData) return;
    plot.current = createPlot(place.current, drawingOf());
    return () => {
      plot.current?.end();
      plot.current = null;
    };
  }, [hasData]);
  useEffect(() => plot.current?.show(columns), [columns, again, hasData]);
  return place;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { type Columns, createPlot, type Drawing, type Plot } from './plot.ts';

/**
 * A plot in an element, as long as that is there.
 * @param columns empty: there is nothing yet; the same array is not drawn again
 * @param drawingOf called once @param again drawn anew when it changes
 */
export function usePlot(
  columns: Columns,
  drawingOf: (library: typeof uPlot) => Drawing,
  again?: unknown,
): { readonly place: { current: HTMLDivElement | null }; readonly isMissing: boolean } {
  const place = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [isMissing, setMissing] = useState(false);
  const hasData = columns.length > 0;
  useEffect(() => {
    if (place.current === null || !hasData) return;
    let own: Plot | undefined;
    let isEnded = false;
    createPlot(place.current, drawingOf)
      .then((made) => {
        own = made;
        if (isEnded) made.end();
        else setPlot(made);
      })
      .catch(() => setMissing(true));
    return () => {
      isEnded = true;
      setPlot(null);
      own?.end();
    };
  }, [hasData]);
  useEffect(() => {
    if (hasData) plot?.show(columns);
  }, [plot, columns, again]);
  return { place, isMissing };
}

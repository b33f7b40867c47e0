import type uPlot from 'uplot';
import { rangeOf, upText } from '../figures/plotRange.ts';
import { onColorScheme } from './tokens.ts';

/** What goes from left to right, then each line; null: nothing is drawn there. */
export type Columns = readonly (readonly (number | null)[])[];

/** What is drawn, as long as it is shown. */
export interface Plot {
  show(columns: Columns): void;
  end(): void;
}

/** What is drawn how. */
export interface Drawing {
  readonly height: number;
  /** What goes from left to right are times, s. */
  readonly isTime: boolean;
  /** What goes up are levels, such as prices: drawn from the least. Absent: from zero. */
  readonly isLevel?: boolean;
  /** Least width of a word below the plot, px. */
  readonly space: number;
  /** Words below the plot. @param step from one to the next */
  words(values: readonly number[], step: number): string[];
  readonly lines: readonly uPlot.Series[];
}

/** A color of the style, in either color scheme, is that which an element has. */
export const colorOf = (element: Element) => (): string => getComputedStyle(element).color;

/**
 * Draws into an element, as wide as that is and from zero up. Where the color scheme changes, it is drawn anew.
 * @throws where uPlot cannot be loaded
 */
export async function createPlot(into: HTMLElement, drawingOf: (library: typeof uPlot) => Drawing): Promise<Plot> {
  const { default: library } = await import('uplot');
  const { height, isTime, isLevel = false, space, words, lines } = drawingOf(library);
  const width = () => Math.max(1, into.clientWidth);
  const axis = { stroke: colorOf(into), font: '11px system-ui', grid: { width: 0.5 }, ticks: { width: 0.5 } };
  const options: uPlot.Options = {
    width: width(),
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: isTime }, y: { range: (_, least, most) => rangeOf(least, most, isLevel) } },
    axes: [
      { ...axis, size: 26, space, values: (_, values, __, ___, step) => words(values, step) },
      {
        ...axis,
        size: isLevel ? 72 : 46,
        space: 25,
        values: (_, values) => values.map((value) => upText(value, isLevel)),
      },
    ],
    series: [{}, ...lines.map((line) => ({ width: 1.5, points: { show: false }, ...line }))],
  };
  const plot = new library(options, options.series.map(() => []) as unknown as uPlot.AlignedData, into);
  const sized = new ResizeObserver(() => {
    if (width() !== plot.width) plot.setSize({ width: width(), height });
  });
  sized.observe(into);
  const endScheme = onColorScheme(() => plot.redraw(false));
  return {
    show: (columns) => plot.setData(columns as uPlot.AlignedData),
    end() {
      sized.disconnect();
      endScheme();
      plot.destroy();
    },
  };
}

import type uPlot from 'uplot';

/** What goes from left to right, then each line; null: nothing is drawn there. */
export type Columns = readonly (readonly (number | null)[])[];

/** What is drawn, as long as it is shown. */
export interface Plot {
  show(columns: Columns): void;
  end(): void;
}

/** A color of the style, in either color scheme, is that which an element has. */
export const colorOf = (element: Element) => (): string => getComputedStyle(element).color;

/**
 * Draws into an element, as wide as that is. Where the color scheme changes, it is drawn anew.
 * @param optionsOf what is drawn how, beside its size
 * @throws where uPlot cannot be loaded
 */
export async function createPlot(
  into: HTMLElement,
  height: number,
  optionsOf: (library: typeof uPlot) => Omit<uPlot.Options, 'width' | 'height'>,
): Promise<Plot> {
  const { default: library } = await import('uplot');
  const width = () => Math.max(1, into.clientWidth);
  const options = { ...optionsOf(library), width: width(), height };
  const plot = new library(options, options.series.map(() => []) as unknown as uPlot.AlignedData, into);
  const sized = new ResizeObserver(() => {
    if (width() !== plot.width) plot.setSize({ width: width(), height });
  });
  sized.observe(into);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw(false);
  scheme.addEventListener('change', redraw);
  return {
    show: (columns) => plot.setData(columns as uPlot.AlignedData),
    end() {
      sized.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}

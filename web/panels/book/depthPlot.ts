import type uPlot from 'uplot';
import { axisText, type Curve } from '../../figures/book/curve.ts';
import { compactText } from '../../figures/format.ts';

const HEIGHT = 150;

/** A drawn curve. */
export interface DepthPlot {
  show(curve: Curve): void;
  end(): void;
}

/** Elements whose computed colors are those of the curves: tokens of the style, in either color scheme. */
export interface Samples {
  readonly bids: Element;
  readonly asks: Element;
}

const colorOf = (element: Element) => () => getComputedStyle(element).color;
const groundOf = (element: Element) => () => getComputedStyle(element).backgroundColor;

/** @throws where the charts cannot be loaded */
export async function createDepthPlot(into: HTMLElement, { bids, asks }: Samples): Promise<DepthPlot> {
  const { default: Plot } = await import('uplot');
  const { stepped } = Plot.paths;
  if (stepped === undefined) throw new Error('uPlot draws no steps');
  const axis = { stroke: colorOf(into), font: '11px system-ui', grid: { width: 0.5 }, ticks: { width: 0.5 } };
  const options: uPlot.Options = {
    width: Math.max(1, into.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
    axes: [
      { ...axis, space: 64, size: 26, values: (_, labels, __, ___, step) => labels.map((one) => axisText(one, step)) },
      { ...axis, size: 46, values: (_, labels) => labels.map((one) => compactText(one)) },
    ],
    series: [
      {},
      side(bids, stepped({ align: -1 })),
      // Dashed: it can be told apart without its color.
      { ...side(asks, stepped({ align: 1 })), dash: [6, 3] },
    ],
  };
  const plot = new Plot(options, [[], [], []], into);
  const sized = new ResizeObserver(() => {
    const width = Math.max(1, into.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height: HEIGHT });
  });
  sized.observe(into);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw(false);
  scheme.addEventListener('change', redraw);
  return {
    show: ({ prices, bids: bidSums, asks: askSums }) => plot.setData([prices, bidSums, askSums]),
    end() {
      sized.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}

const side = (sample: Element, paths: uPlot.Series.PathBuilder): uPlot.Series => ({
  stroke: colorOf(sample),
  fill: groundOf(sample),
  width: 1.5,
  paths,
  points: { show: false },
  spanGaps: true,
});

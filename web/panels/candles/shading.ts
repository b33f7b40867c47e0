import type {
  IChartApi,
  IPanePrimitive,
  IPanePrimitivePaneView,
  IPrimitivePaneRenderer,
  Logical,
  PaneAttachedParameter,
} from 'lightweight-charts';
import type { Shade } from '../../figures/candles/picture.ts';
import type { Style } from './chartStyle.ts';

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Distance of the hatch's lines, and how far a text is from the edge, CSS pixels. */
const HATCH = 8;
const MARGIN = 4;

/** Shades parts of the time axis in one pane, and says in it why. */
export class Shading implements IPanePrimitive {
  readonly #chart: IChartApi;
  readonly #hasTexts: boolean;
  readonly #views: readonly IPanePrimitivePaneView[];
  #shades: readonly Shade[] = [];
  #style: Style | null = null;
  #redraw: () => void = () => undefined;

  constructor(chart: IChartApi, hasTexts: boolean) {
    this.#chart = chart;
    this.#hasTexts = hasTexts;
    const renderer: IPrimitivePaneRenderer = {
      draw: (target) => this.#drawTexts(target),
      drawBackground: (target) => this.#drawGrounds(target),
    };
    this.#views = [{ renderer: () => renderer, zOrder: () => 'bottom' }];
  }

  attached({ requestUpdate }: PaneAttachedParameter): void {
    this.#redraw = requestUpdate;
  }

  show(shades: readonly Shade[], style: Style): void {
    [this.#shades, this.#style] = [shades, style];
    this.#redraw();
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return this.#views;
  }

  /** From where to where each of those that can be seen reaches, CSS pixels. */
  #seen(width: number): { readonly from: number; readonly to: number; readonly text: string }[] {
    const scale = this.#chart.timeScale();
    const half = scale.options().barSpacing / 2;
    return this.#shades.flatMap(({ first, last, text }) => {
      const [left, right] = [first, last].map((slot) => scale.logicalToCoordinate(slot as Logical));
      if (left == null || right == null || left - half > width || right + half < 0) return [];
      return { from: Math.max(0, left - half), to: Math.min(width, right + half), text };
    });
  }

  #drawGrounds(target: Target): void {
    const { colors } = this.#style ?? {};
    if (colors === undefined) return;
    target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
      for (const { from, to } of this.#seen(width)) {
        context.save();
        context.beginPath();
        context.rect(from, 0, Math.max(1, to - from), height);
        context.fillStyle = colors['warn-ground'];
        context.fill();
        context.clip();
        context.strokeStyle = colors.warn;
        context.globalAlpha = 0.35;
        context.beginPath();
        for (let x = from - height - (from % HATCH); x < to; x += HATCH) {
          context.moveTo(x, height);
          context.lineTo(x + height, 0);
        }
        context.stroke();
        context.restore();
      }
    });
  }

  /** Along the shade where it is wide enough, else down its side. One that would cover the one before is left out: the list below has all. */
  #drawTexts(target: Target): void {
    const style = this.#style;
    if (style === null || !this.#hasTexts) return;
    target.useMediaCoordinateSpace(({ context, mediaSize: { width } }) => {
      context.save();
      context.font = `${style.fontSize}px ${style.fontFamily}`;
      context.fillStyle = style.colors.text;
      const height = context.measureText('M').width;
      let taken = 0;
      for (const { from, to, text } of this.#seen(width)) {
        const length = context.measureText(text).width;
        const isAlong = to - from >= length + 2 * MARGIN;
        const left = isAlong ? from + MARGIN : (from + to - height) / 2;
        if (left < taken) continue;
        context.save();
        context.textBaseline = 'top';
        context.translate(isAlong ? left : left + height, MARGIN);
        if (!isAlong) context.rotate(Math.PI / 2);
        context.fillText(text, 0, 0);
        context.restore();
        taken = left + (isAlong ? length : height) + MARGIN;
      }
      context.restore();
    });
  }
}

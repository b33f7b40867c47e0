import {
  CandlestickSeries,
  CrosshairMode,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
} from 'lightweight-charts';
import { firstChange, type Picture } from '../../figures/candles/picture.ts';
import { compactText, type Zone } from '../../figures/format.ts';
import {
  barOf,
  columnOf,
  fixedOptions,
  optionsOf,
  priceOf,
  type Style,
  secondsOf,
  styleOf,
  zoneOptions,
} from './chartStyle.ts';
import { Shading } from './shading.ts';

export interface ChartParts {
  readonly element: HTMLElement;
  readonly hasVolume: boolean;
  /** The pointer is over the candle of this open time, ms; null: over none. */
  onPointed(time: number | null): void;
  /** The oldest candles of what is drawn can be seen. */
  onNearOldest(drawn: Picture): void;
}

/** Older ones are wanted when so few are left of what is seen. */
const NEAR = 20;

const LEAST_SHOWN = 10;

/** The chart on the page: it draws pictures, and knows nothing of where they come from. Loaded when it is wanted: most of it is the library. */
export class CandleChart {
  readonly #parts: ChartParts;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volumes: ISeriesApi<'Histogram'> | null = null;
  /** The newest price: that of the chart would take the color of a hollow candle. */
  readonly #price: IPriceLine;
  readonly #marks: ISeriesMarkersPluginApi<Time>;
  readonly #shadings: readonly Shading[];
  #style: Style;
  #picture: Picture | null = null;
  /** What is pointed at was chosen by `point`, and stays when the chart moves. */
  #isChosen = false;
  /** The library throws at whoever touches a chart that was removed, and the page may still hold it for a drawing. */
  #isClosed = false;

  constructor(parts: ChartParts) {
    const { element, hasVolume } = parts;
    this.#parts = parts;
    this.#style = styleOf(element);
    this.#chart = createChart(element, fixedOptions);
    this.#chart.applyOptions({ crosshair: { mode: CrosshairMode.Normal } });
    const options = { lastValueVisible: false, priceLineVisible: false };
    this.#candles = this.#chart.addSeries(CandlestickSeries, options);
    if (hasVolume) this.#volumes = this.#chart.addSeries(HistogramSeries, options, 1);
    this.#price = this.#candles.createPriceLine({ price: 0, lineVisible: false });
    this.#marks = createSeriesMarkers(this.#candles, []);
    this.#shadings = this.#chart.panes().map((pane, index) => {
      pane.setStretchFactor(index === 0 ? 4 : 1);
      const shading = new Shading(this.#chart, index === 0);
      pane.attachPrimitive(shading);
      return shading;
    });
    this.#chart.subscribeCrosshairMove(({ logical, point, sourceEvent }) => {
      if (sourceEvent !== undefined) this.#isChosen = false;
      if (this.#isChosen) return;
      const slot = logical === undefined || point === undefined ? undefined : this.#picture?.slots[logical];
      parts.onPointed(slot?.time ?? null);
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < NEAR && this.#picture !== null) parts.onNearOldest(this.#picture);
    });
    this.recolor();
  }

  /** Takes what has changed since the last picture. */
  draw(picture: Picture): void {
    if (this.#isClosed) return;
    const last = this.#picture;
    this.#picture = picture;
    const isSameUnit = last?.volumeUnit === picture.volumeUnit;
    if (last?.places !== picture.places || !isSameUnit) this.#formats(picture);
    const [before, after] = [last?.slots ?? [], picture.slots];
    const from = isSameUnit ? firstChange(before, after) : 0;
    // The chart refuses news of any but its last candle.
    const isAtEnd = from > 0 && from >= before.length - 1 && after.length >= before.length;
    if (!isAtEnd) this.#setAll();
    else for (const slot of after.slice(from)) this.#update(slot);
    this.#price.applyOptions(priceOf(picture, this.#style));
    if (last?.shades !== picture.shades) this.#shade();
    if (String(last?.restated) !== String(picture.restated)) this.#mark();
  }

  /** Points at a candle; null: at none. @param slot its number in the picture */
  point(slot: number | null): void {
    if (this.#isClosed) return;
    this.#isChosen = slot !== null;
    if (slot === null) {
      this.#chart.clearCrosshairPosition();
      return;
    }
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    const move = range === null ? 0 : Math.min(0, slot - 1 - range.from) || Math.max(0, slot + 1 - range.to);
    if (range !== null && move !== 0) {
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + move, to: range.to + move });
    }
    this.#chooseSoon(slot);
  }

  /** The chart moves with its next drawing, and knows only then where a candle is. */
  #chooseSoon(slot: number): void {
    requestAnimationFrame(() => {
      const { time, candle } = this.#picture?.slots[slot] ?? {};
      const price = candle ?? this.#picture?.series.rows.at(-1);
      if (time === undefined || price === undefined) return;
      this.#chart.setCrosshairPosition(Number(price.close), secondsOf(time), this.#candles);
    });
  }

  /** Shows more candles (above 1) or fewer, around the one that is pointed at. */
  zoom(factor: number, slot: number | null): void {
    if (this.#isClosed) return;
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range === null) return;
    const width = range.to - range.from;
    const next = Math.max(LEAST_SHOWN, width * factor);
    const anchor = slot !== null && slot > range.from && slot < range.to ? slot : range.to;
    const from = anchor - ((anchor - range.from) / width) * next;
    this.#chart.timeScale().setVisibleLogicalRange({ from, to: from + next });
    if (slot !== null) this.#chooseSoon(slot);
  }

  setZone(zone: Zone): void {
    if (!this.#isClosed) this.#chart.applyOptions(zoneOptions(zone));
  }

  /** Takes the colors that hold now. */
  recolor(): void {
    if (this.#isClosed) return;
    this.#style = styleOf(this.#parts.element);
    const { up, down } = this.#style.colors;
    this.#chart.applyOptions(optionsOf(this.#style));
    this.#candles.applyOptions({ upColor: up, downColor: down });
    if (this.#picture === null) return;
    this.#setAll();
    this.#price.applyOptions(priceOf(this.#picture, this.#style));
    this.#shade();
    this.#mark();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#picture = null;
    this.#chart.remove();
  }

  #setAll(): void {
    const { slots, volumeUnit } = this.#picture ?? { slots: [], volumeUnit: 1 };
    this.#candles.setData(slots.map((slot) => barOf(slot, this.#style)));
    this.#volumes?.setData(slots.map((slot) => columnOf(slot, volumeUnit, this.#style)));
  }

  #update(slot: Picture['slots'][number]): void {
    this.#candles.update(barOf(slot, this.#style));
    this.#volumes?.update(columnOf(slot, this.#picture?.volumeUnit ?? 1, this.#style));
  }

  #formats({ places, volumeUnit }: Picture): void {
    const price = { minMove: 10 ** -places, formatter: (value: number) => value.toFixed(places) };
    const volume = { minMove: 1e-8, formatter: (value: number) => compactText(value * volumeUnit) };
    this.#candles.applyOptions({ priceFormat: { type: 'custom', ...price } });
    this.#volumes?.applyOptions({ priceFormat: { type: 'custom', ...volume } });
  }

  #shade(): void {
    for (const shading of this.#shadings) shading.show(this.#picture?.shades ?? [], this.#style);
  }

  #mark(): void {
    const mark = { position: 'aboveBar', shape: 'square', color: this.#style.colors.focus, text: 'restated' } as const;
    this.#marks.setMarkers((this.#picture?.restated ?? []).map((time) => ({ time: secondsOf(time), ...mark })));
  }
}

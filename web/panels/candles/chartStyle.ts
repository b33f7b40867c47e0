import type {
  CandlestickData,
  ChartOptions,
  DeepPartial,
  HistogramData,
  PriceLineOptions,
  Time,
  UTCTimestamp,
  WhitespaceData,
} from 'lightweight-charts';
import { tickText } from '../../figures/candles/axis.ts';
import { isRising } from '../../figures/candles/candle.ts';
import type { Picture, Slot } from '../../figures/candles/picture.ts';
import { minuteText, type Zone } from '../../figures/format.ts';
import { colorsOf, withAlpha } from '../../parts/tokens.ts';

const tokens = [
  ...['panel', 'text', 'faint', 'line', 'focus', 'warn', 'warn-ground'],
  ...['up', 'down', 'up-ground', 'down-ground'],
] as const;

/** How the chart looks now: colors of the page, and its letters. */
export interface Style {
  readonly colors: Readonly<Record<(typeof tokens)[number], string>>;
  readonly fontFamily: string;
  /** CSS pixels. */
  readonly fontSize: number;
}

export function styleOf(element: Element): Style {
  const { fontFamily, fontSize } = getComputedStyle(element);
  return { colors: colorsOf(element, tokens), fontFamily, fontSize: Number.parseFloat(fontSize) };
}

/** A time as the chart counts them. */
export const secondsOf = (ms: number): UTCTimestamp => (ms / 1_000) as UTCTimestamp;

/** One that forms is hollow, one that is not confirmed yet is pale. */
export function barOf({ time, candle, state }: Slot, { colors }: Style): CandlestickData | WhitespaceData {
  const at = secondsOf(time);
  if (candle === null) return { time: at };
  const { open, high, low, close } = candle;
  const prices = { open: Number(open), high: Number(high), low: Number(low), close: Number(close) };
  const [line, pale] = isRising(candle) ? [colors.up, colors['up-ground']] : [colors.down, colors['down-ground']];
  const color = state === 'forming' ? 'rgba(0, 0, 0, 0)' : state === 'final' ? line : pale;
  return { time: at, ...prices, color, borderColor: line, wickColor: line };
}

/** @param unit the volume is drawn as a multiple of it */
export function columnOf(
  { time, candle, state }: Slot,
  unit: number,
  { colors }: Style,
): HistogramData | WhitespaceData {
  const at = secondsOf(time);
  if (candle === null || candle.volume === null) return { time: at };
  const color = withAlpha(isRising(candle) ? colors.up : colors.down, state === 'final' ? 0.55 : 0.3);
  return { time: at, value: Number(candle.volume) / unit, color };
}

/** The line of the newest price. */
export function priceOf({ series: { rows } }: Picture, { colors }: Style): Partial<PriceLineOptions> {
  const newest = rows.at(-1);
  if (newest === undefined) return { axisLabelVisible: false, lineVisible: false };
  const color = isRising(newest) ? colors.up : colors.down;
  return { price: Number(newest.close), color, axisLabelVisible: true, lineVisible: true, lineWidth: 1 };
}

/** What the chart is told of the page's style. */
export function optionsOf({ colors: { panel, faint, line }, fontFamily, fontSize }: Style): DeepPartial<ChartOptions> {
  const grid = { color: withAlpha(line, 0.5) };
  const pointer = { color: faint, labelBackgroundColor: faint };
  return {
    layout: {
      ...{ background: { color: panel }, textColor: faint, fontFamily, fontSize },
      panes: { separatorColor: line, separatorHoverColor: line },
    },
    grid: { vertLines: grid, horzLines: grid },
    crosshair: { vertLine: pointer, horzLine: pointer },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
  };
}

/** Times of the axis and of the pointer. */
export const zoneOptions = (zone: Zone): DeepPartial<ChartOptions> => ({
  localization: { timeFormatter: (time: Time) => minuteText(Number(time) * 1_000, zone) },
  timeScale: { tickMarkFormatter: (time: Time, kind: number) => tickText(Number(time) * 1_000, kind, zone) },
});

/** What stays as it is. Its logo would come with a style that the page's policy forbids: the footer says whose chart it is. */
export const fixedOptions: DeepPartial<ChartOptions> = {
  autoSize: true,
  layout: { attributionLogo: false },
  timeScale: { timeVisible: true, rightOffset: 4, minBarSpacing: 0.3, tickMarkMaxCharacterLength: 11 },
  // A page that is looked through goes on under the finger and under the wheel.
  handleScroll: { vertTouchDrag: false, mouseWheel: false },
  handleScale: { mouseWheel: false },
};

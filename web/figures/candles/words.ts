import { minuteText, padded, type Zone } from '../format.ts';
import { type Candle, type CandleState, changeText } from './candle.ts';
import { causeText } from './ledger.ts';
import type { Picture, Slot } from './picture.ts';

export const stateWords: Readonly<Record<CandleState, string>> = {
  final: 'closed',
  forming: 'forming',
  unconfirmed: 'closed, not confirmed yet',
};

/** Prices of a candle with equally many decimals, and its volume as the exchange says it. */
export function pricesOf(
  { open, high, low, close }: Candle,
  places: number,
): Readonly<Record<'O' | 'H' | 'L' | 'C', string>> {
  const shown = (price: string) => padded(price, places);
  return { O: shown(open), H: shown(high), L: shown(low), C: shown(close) };
}

/** Why nothing is stored at a time. */
export function missingText({ time }: Slot, { gaps }: Picture): string {
  const gap = gaps.find(({ from, to }) => from <= time && to >= time);
  return `no candle is stored (${gap === undefined ? 'no gap on the ledger says why' : causeText(gap)})`;
}

/** A candle for those who listen. */
export function slotText(slot: Slot, picture: Picture, zone: Zone): string {
  const { time, candle, state } = slot;
  const at = minuteText(time, zone);
  if (candle === null) return `${at}: ${missingText(slot, picture)}`;
  const { O, H, L, C } = pricesOf(candle, picture.places);
  const restated = picture.series.restated.has(time) ? ', restated by the exchange' : '';
  const volume = candle.volume === null ? '' : `, volume ${padded(candle.volume, 0)}`;
  const change = changeText(candle);
  const moved = change === '' ? '' : `, ${change}`;
  const how = state === 'final' ? '' : `, ${stateWords[state ?? 'final']}`;
  return `${at}: open ${O}, high ${H}, low ${L}, close ${C}${moved}${volume}${how}${restated}`;
}

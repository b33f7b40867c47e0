import { compactText, trimmed } from './format.ts';

/** Where a plot begins and ends on its left. @param isLevel a level, such as a price, is drawn from its least; all else from zero */
export function rangeOf(least: number, most: number, isLevel: boolean): [from: number, to: number] {
  if (!isLevel) return [0, most > 0 ? most * 1.05 : 1];
  if (most < least) return [0, 1];
  const room = (most - least) * 0.05 || Math.abs(most) * 0.001 || 1;
  return [least - room, most + room];
}

/** A value on its left: short, but of levels, which may lie close together. */
export const upText = (value: number, isLevel: boolean): string =>
  isLevel ? trimmed(value.toFixed(8)) : compactText(value);

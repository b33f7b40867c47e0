import { plainOf } from '../../model/decimals.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { Figures } from '../../model/streamed.ts';
import { topOf } from './topOf.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Of a stored price: values have neither time nor number. */
export function figuresOfPrice(value: string): Figures | null {
  const { price } = Object(parseJson(value)) as Fields;
  return typeof price === 'string' ? { of: null, figures: plainOf(price) } : null;
}

/** Of a stored book ticker: best bid and ask. */
export function figuresOfTop(value: string): Figures | null {
  const top = topOf(value);
  return top === null ? null : { of: null, figures: top.split(' ').map(plainOf).join(' ') };
}

/** They change without a trade. */
const OWN = new Set(['bidPrice', 'bidQty', 'askPrice', 'askQty', 'openTime', 'closeTime']);

/** Of stored 24-hour figures: what is made of the trades of the window, which their numbers tell. */
export function figuresOfDay(value: string): Figures | null {
  const fields = Object(parseJson(value)) as Fields;
  const { firstId, lastId, count } = fields;
  if (![firstId, lastId, count].every(Number.isSafeInteger)) return null;
  const others = Object.entries(fields).filter(([name]) => !OWN.has(name));
  const figures = others.map(([name, field]) => `${name} ${typeof field === 'string' ? plainText(field) : field}`);
  return { of: `trades ${firstId} to ${lastId}, ${count} in all`, figures: figures.join(', ') };
}

/** A decimal, perhaps below zero, or a text that is none. */
const plainText = (text: string): string => (/^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text);

import type { Recording } from './recordedEvent.ts';
import { recordingOf } from './recording.ts';

/** As recorded ones are: how often each kind comes a second, and what a change of the book holds. */
const PER_SECOND = { 'depth@100ms': 10, bookTicker: 112, trade: 31 };
const LEVELS = 23;
const SECONDS = 60;
const BOOK = 500;

const price = (ticks: number): string => (60_000 + ticks / 100).toFixed(2).padEnd(14, '0');
const quantity = (steps: number): string => (steps / 100_000).toFixed(8);

/** Where there is no recording: what is as long and as frequent as one, so that rates and lengths of frames are about the same. */
export function madeUpRecording(): Recording {
  let number = 1;
  let trades = 0;
  const lines: [ms: number, text: string][] = [];
  const side = (sign: number, levels: number): string[][] =>
    Array.from({ length: levels }, (_, index) => [
      price(sign * (index * 3 + 1)),
      quantity(1 + ((index + number) % 997)),
    ]);
  const tell = (at: number, stream: string, data: object): void =>
    void lines.push([at, JSON.stringify({ stream: `btcusdt@${stream}`, data })]);
  lines.push([0, JSON.stringify({ lastUpdateId: number, bids: side(-1, BOOK), asks: side(1, BOOK) })]);
  for (let ms = 1; ms < SECONDS * 1_000; ms++) {
    const isDue = (perSecond: number): boolean =>
      Math.floor((ms * perSecond) / 1_000) > Math.floor(((ms - 1) * perSecond) / 1_000);
    if (isDue(PER_SECOND['depth@100ms'])) {
      const U = number + 1;
      number += LEVELS * 2;
      tell(ms, 'depth@100ms', { e: 'depthUpdate', U, u: number, b: side(-1, LEVELS), a: side(1, LEVELS) });
    }
    if (isDue(PER_SECOND.bookTicker)) {
      number += 1;
      const [B, A] = [quantity(number % 811), quantity(number % 577)];
      tell(ms, 'bookTicker', { u: number, b: price(-1), B, a: price(1), A });
    }
    if (isDue(PER_SECOND.trade))
      tell(ms, 'trade', {
        e: 'trade',
        t: ++trades,
        p: price(ms % 2),
        q: quantity(1 + (ms % 613)),
        T: ms - (ms % 40),
        m: ms % 2 === 0,
      });
  }
  return recordingOf(lines.map(([ms, text]) => `${ms * 1e6} ${text}`));
}

import { setImmediate as turn } from 'node:timers/promises';
import { createLine, type StreamEvent } from '../../../rig/callers/lines.ts';
import type { Truth } from '../../../rig/truth.ts';

const START = 1_790_000_000_000;
/** One aggregate trade a second, of three single ones. */
const aggTradeAt = (at: number): number => Math.floor((at - START) / 1000);
const fillAt = (at: number): number => aggTradeAt(at) * 3 + 2;

/** A line whose book is in step, and whose stream of each kind brings what has been traded, or nothing. */
async function followed(brings: Readonly<Record<'trade' | 'aggTrade', boolean>>): Promise<number | null> {
  let number = 100;
  const truth = {
    lastTradeId: (_code: string, at: number) => aggTradeAt(at),
    lastFillId: (_code: string, at: number) => fillAt(at),
    answer: () => ({ lastUpdateId: number, bids: [], asks: [] }),
  } as unknown as Truth;
  const notes: string[] = [];
  const line = createLine({
    ...{ market: 'spot', code: 'btcusdt', truth },
    ask: async () => ({ lastUpdateId: number, bids: [], asks: [] }),
    note: (why) => notes.push(why),
  });
  const take = (event: StreamEvent) => line.take(event);
  let [fill, order] = [0, 0];
  for (let second = 0; second < 10; second += 1) {
    const E = START + second * 1000;
    for (; brings.trade && fill <= fillAt(E); fill += 1) take({ e: 'trade', E, t: fill });
    for (; brings.aggTrade && order <= aggTradeAt(E); order += 1) take({ e: 'aggTrade', E, a: order });
    number += 1;
    take({ e: 'depthUpdate', E, U: number, u: number, b: [], a: [] });
    await turn();
  }
  line.close();
  expect(notes).toEqual([]);
  return line.inStepAt();
}

it.each([
  { trade: true, aggTrade: true, isInStep: true },
  { trade: false, aggTrade: true, isInStep: false },
  { trade: true, aggTrade: false, isInStep: false },
])('a caller is in step where both streams of trades bring all: %j', async ({ isInStep, ...brings }) => {
  // While nothing has been traded since the book was in step, nothing can be missing.
  expect(await followed(brings)).toBe(isInStep ? START + 9_000 : START + 3_000);
});

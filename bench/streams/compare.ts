import type { Figure, Table } from '../results.ts';
import { short } from '../results.ts';
import { withRedis } from '../withRedis.ts';
import { CCXT, framesPerCoreSecond, measureFrames } from './rivals.ts';
import { awaitStreamed, startStreams } from './streamsWorld.ts';

/** Frames that a core follows a second: of the collectors, which store them (Redis counts too), of ccxt.pro and of one who only parses them. */
export async function compare(
  pairs: number,
  seconds: number,
  log: (line: string) => void,
): Promise<{ figures: Figure[]; table: Table }> {
  log('streams: comparison');
  const ours = await withRedis(async (redis) => {
    const world = await startStreams(redis, { pairs, isSameRate: true });
    await awaitStreamed(world, 600);
    return measureFrames(world, [world.pids.collectors, world.pids.redis], seconds);
  });
  const bare = await withRedis((redis) => framesPerCoreSecond(redis, 'bareStreams.js', pairs, seconds));
  const ccxt = await withRedis((redis) => framesPerCoreSecond(redis, 'ccxtStreams.js', pairs, seconds));
  const row = (name: string, rate: number): string[] => [name, short(rate), short(rate / ccxt)];
  return {
    figures: [
      {
        name: 'frames a core-second, received to stored ÷ ccxt.pro, which stores nothing',
        value: ours / ccxt,
        target: { atLeast: 2 },
      },
      { name: 'frames a core-second, received to stored ÷ bare ws and JSON.parse', value: ours / bare },
    ],
    table: {
      head: [`${pairs} pairs as fast as recorded`, 'frames a core-second', '÷ ccxt.pro'],
      rows: [row('collectors and Redis', ours), row(`ccxt.pro ${CCXT}`, ccxt), row('bare ws and JSON.parse', bare)],
    },
  };
}

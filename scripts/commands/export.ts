import { loadConfig } from '../../config/load.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import { createLog } from '../../runtime/log.ts';
import { createExchangeClock, parseClock } from '../../store/market/clock.ts';
import { clockKey } from '../../store/redis/keys.ts';
import { readText } from '../../store/redis/stored.ts';
import { openConfiguredGuest } from '../exchange/openConfiguredGuest.ts';
import { marketOf, readArguments, requestOf } from '../export/readArguments.ts';
import { runExport } from '../export/runExport.ts';
import { storedCodes } from '../export/storedCodes.ts';
import { summaryOf } from '../export/summary.ts';
import { STOPPED_CODE, stopOnSignals } from '../processes/stopOnSignals.ts';
import { createProgress } from '../progress/createProgress.ts';
import { openConfiguredRedis } from '../redis/openConfiguredRedis.ts';

/** A Redis that is lost, or an exchange that fails, is waited for so long, ms. */
const PATIENCE_MS = { redis: 60_000, exchange: 600_000 };

/**
 * `npm run export`: writes rows of series to a file. @returns exit code: 130 where a signal has ended it
 * @throws StartError one clear line
 */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const market = marketOf(given.market);
  const { config } = loadConfig();
  const signal = stopOnSignals();
  const log = createLog({ level: 'error', name: 'export', stream: process.stderr });
  const closers: (() => unknown)[] = [];
  try {
    const redis = await openConfiguredRedis(config.redis, { directory: given.directory, name: 'export', log, signal });
    closers.push(() => redis.close());
    const { store } = redis;
    const clock = createExchangeClock();
    const measured = parseClock(store, clockKey(market), await readText(store, clockKey(market)));
    if (measured !== null) clock.adopt(measured);
    const request = requestOf(given, config, market, await storedCodes(store, market, given), clock.nowOrWall());
    const progress = createProgress();
    closers.push(() => progress.close());
    const onWait = (why: string): void => progress.say(`waits: ${why}`);
    let rest: Promise<Guest> | undefined;
    closers.push(async () => (await rest?.catch(() => undefined))?.close());
    const began = performance.now();
    const exported = await runExport({
      ...{ request, config, store, signal, now: clock.nowOrWall },
      bar: { at: progress.begin(request.collector.name).at, say: progress.say },
      openRest() {
        rest ??= openConfiguredGuest({ market, config, store, weight: 'left', log }).catch((error) => {
          // It is tried again.
          rest = undefined;
          throw error;
        });
        return rest;
      },
      patience: { mostMs: PATIENCE_MS.exchange, onWait },
      redisPatience: { mostMs: PATIENCE_MS.redis, onWait },
    });
    progress.close();
    const seconds = (performance.now() - began) / 1000;
    for (const line of summaryOf(request, exported.codes, { ...exported, seconds })) console.log(line);
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('stopped; where rows had been written, the same call goes on with them');
    return STOPPED_CODE;
  } finally {
    for (const close of closers.reverse()) await close();
    await log.close();
  }
}

import type { Store } from '../../../store/redis/connect.ts';
import { changesChannel } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';

/** Listens to the announcements of a store from now on. @returns waits for so many of them and stops listening */
export async function followAnnouncements({ redis, db }: Store): Promise<(count: number) => Promise<string[]>> {
  const lines: string[] = [];
  const subscriber = redis.duplicate({ enableOfflineQueue: true });
  await subscriber.subscribe(changesChannel(db));
  subscriber.on('message', (_channel, line) => lines.push(line));
  return async (count) => {
    await eventually(() => lines.length >= count);
    subscriber.disconnect();
    return lines;
  };
}

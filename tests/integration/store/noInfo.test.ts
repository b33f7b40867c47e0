import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnGuarded } from '../../../scripts/processes/spawnGuarded.ts';
import { findRedisBinary } from '../../../scripts/redis/redisServer.ts';
import { connectStore } from '../../../store/redis/connect.ts';
import { createTestLog } from '../../testStore.ts';

it('a Redis whose INFO is renamed is opened like any other', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'no-info-'));
  const socket = join(directory, 'redis.sock');
  const server = spawnGuarded(
    findRedisBinary(),
    ['--port', '0', '--unixsocket', socket, '--save', '', '--rename-command', 'INFO', ''],
    {},
  );
  const test = createTestLog();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), 3_000);
  try {
    const store = await connectStore({
      url: `unix://${socket}`,
      db: 2,
      name: 'test',
      log: test.log,
      signal: patience.signal,
    });
    expect([store.isUp(), await store.redis.get('nothing')]).toEqual([true, null]);
    await store.close();
  } finally {
    clearTimeout(timer);
    server.kill('SIGKILL');
    await once(server, 'exit');
    rmSync(directory, { recursive: true, force: true });
  }
});

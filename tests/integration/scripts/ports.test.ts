import { once } from 'node:events';
import net from 'node:net';
import { StartError } from '../../../runtime/errors.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { startOnFreePort } from '../../../scripts/processes/startOnFreePort.ts';
import { embeddedRedisPort } from '../../../scripts/redis/embeddedRedisPort.ts';

const open: net.Server[] = [];

const listenOn = async (port: number, host = '127.0.0.1'): Promise<number> => {
  const server = net.createServer().listen(port, host);
  open.push(server);
  await once(server, 'listening');
  return port;
};

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

test('a taken port gives way to the next free one', async () => {
  const taken = await listenOn(await freePort());
  expect(await freePort(taken)).toBeGreaterThan(taken);
});

test('a port that is taken between the look and the start gives way, too', async () => {
  const tried: number[] = [];
  const port = await startOnFreePort(await freePort(), async (each) => {
    tried.push(each);
    if (tried.length === 1) {
      await listenOn(each);
      throw new Error('taken');
    }
    return each;
  });
  expect(tried).toHaveLength(2);
  expect(port).toBeGreaterThan(tried[0] ?? 0);
});

test('a start that fails for another reason is not tried again', async () => {
  const start = jest.fn().mockRejectedValue(new Error('broken'));
  await expect(startOnFreePort(await freePort(), start)).rejects.toThrow('broken');
  expect(start).toHaveBeenCalledTimes(1);
});

const onLinux = process.platform === 'linux' ? test : test.skip; // elsewhere 127.0.0.2 is no address

onLinux('only a port taken on the host in question gives way', async () => {
  const port = await listenOn(await freePort(0, '127.0.0.2'), '127.0.0.2');
  const start = (each: number): Promise<number> => Promise.resolve(each);
  expect(await startOnFreePort(port, start)).toBe(port);
  expect(await startOnFreePort(port, start, '127.0.0.2')).toBeGreaterThan(port);
});

test('where the last port is taken, one line says so', async () => {
  await listenOn(65_535);
  await expect(freePort(65_535)).rejects.toThrow(new StartError('no free port at or after 65535 on 127.0.0.1'));
});

describe('a Redis of its own is started', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('where nobody answers on the configured port of %s', async (host) => {
    const port = await freePort();
    expect(await embeddedRedisPort(`redis://${host}:${port}`)).toBe(port);
  });

  test('not where somebody answers', async () => {
    const port = await listenOn(await freePort());
    expect(await embeddedRedisPort(`redis://127.0.0.1:${port}`)).toBeUndefined();
  });

  test.each(['redis://10.0.0.1:6379', 'redis://db.example:6379', 'rediss://127.0.0.1:1', 'unix:///nowhere/redis.sock'])(
    'never for %s',
    async (url) => {
      expect(await embeddedRedisPort(url)).toBeUndefined();
    },
  );

  test('with the password of the URL, if it holds one', async () => {
    const port = await freePort();
    expect(await embeddedRedisPort(`redis://user:secret@127.0.0.1:${port}`)).toBe(port);
  });
});

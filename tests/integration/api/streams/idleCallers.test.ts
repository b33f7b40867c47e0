import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

const COUNT = 2_000;
const MOST_MB = 100;

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeAll(async () => {
  api = await createStreamsFixture({ mostSocketsOfCaller: COUNT + 1 });
});
afterAll(() => api.close());

const collect = async (): Promise<number> => {
  for (let round = 0; round < 5; round++) {
    global.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return process.memoryUsage().rss / 2 ** 20;
};

it(`${COUNT} sockets that only wait take less than ${MOST_MB} MB`, async () => {
  const before = await collect();
  const program = path.resolve('tests/integration/api/streams/programs/idleClients.cjs');
  const child = fork(program, [String(api.port), String(COUNT)]);
  try {
    await once(child, 'message');
    expect(api.streams.callers.now().sockets).toBe(COUNT);
    expect((await collect()) - before).toBeLessThan(MOST_MB);
    const caller = await api.open('/ws/btcusdt@depth@100ms');
    await eventually(() => caller.texts.length > 2);
    caller.socket.terminate();
  } finally {
    child.kill();
  }
  await eventually(() => api.streams.callers.now().sockets === 0);
});

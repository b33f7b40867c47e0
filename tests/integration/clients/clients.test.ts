import { besideExchange } from './besideExchange.ts';
import { blockOf, packageNames } from './blocks.ts';
import { body, dataOf } from './call.ts';
import { type Drive, drives } from './drivers.ts';

/** The clients, made by the blocks of `docs/clients.md`, against the exchange itself and against the API in front of it. */

const { world, clients, ask } = besideExchange(drives);

describe('where an access key is wanted', () => {
  const KEY = 'key-of-one-bot';
  /** The first thing that each asks. */
  const first = packageNames.map((name) => [name, drives.find(({ client }) => client === name) as Drive] as const);
  beforeAll(() => world().wantKey(KEY));

  it.each(first)('%s is refused without one, and answered with it in the path', async (_client, drive) => {
    await expect(ask(drive, world().oursUrl)).rejects.toThrow();
    await ask(drive, `${world().oursUrl}/k/${KEY}`);
  });

  it.each([
    ['@binance/spot', 'spot', body('ping')],
    ['@binance/derivatives-trading-usds-futures', 'futures', body('testConnectivity')],
    ['@binance/connector', 'spot', dataOf('ping')],
  ] as const)('%s sends it as its API key', async (name, member, call) => {
    const block = blockOf(name, world().oursUrl);
    const withKey = block.replace("apiKey: ''", `apiKey: '${KEY}'`).replace("new Spot('', ''", `new Spot('${KEY}', ''`);
    expect(withKey).not.toBe(block);
    await clients().call(withKey, member, call);
  });
});

it('no client has ended its process, or written on the terminal', () => {
  expect([clients().hasEnded(), clients().said()]).toEqual([false, []]);
});

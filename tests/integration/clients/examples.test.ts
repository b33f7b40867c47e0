import { once } from 'node:events';
import { PYTHON, pythonHas } from '../../../scripts/setup/python.js';
import { busySymbols } from '../collectors/streamed/onStreams.ts';
import { type Example, runExample } from '../runExample.ts';
import { openWorld, type World } from './world.ts';

/** The programs of `examples/` that need more than the API and a store: an exchange, collectors and the relay. */

let world: World;
let examples: Example[];
beforeAll(async () => {
  // Of their trades some are liquidations.
  world = await openWorld({ symbols: busySymbols });
});
afterAll(() => world?.close());
beforeEach(() => {
  examples = [];
});
afterEach(async () => {
  for (const { stop } of examples) await stop();
});

function run(program: string, file: string, args: readonly string[], env = {}): Example {
  const example = runExample(program, `examples/${file}`, [world.oursUrl, ...args], env);
  examples.push(example);
  return example;
}

/** A machine without Python's package can run the rest. */
const inPython = pythonHas('websockets')
  ? { testIt: test, note: '' }
  : { testIt: test.skip, note: ' (skipped: python3-websockets is not installed)' };
const ways = [
  { file: 'streams.mjs', program: process.execPath, testIt: test, note: '' },
  { file: 'streams.py', program: PYTHON, ...inPython },
];

describe.each(ways)('$file$note', ({ file, program, testIt }) => {
  testIt('follows streams, and follows them again after a break', async () => {
    const { line } = run(program, file, ['btcusdt']);
    await line(/^best prices: \d+\.\d+ \d+\.\d+$/);
    await line(/^trade \d+: \d+\.\d+ at \d+\.\d+$/);
    world.cut();
    await line(/^connecting again: closed: 1001 \w/);
    await line(/^best prices: /);
  });

  testIt('ends where there is no such stream', async () => {
    const { child, line } = run(program, file, ['no-such-pair']);
    const closed = once(child, 'close');
    await line(/\b400\b/);
    expect((await closed)[0]).toBe(1);
  });
});

const futures = [
  { file: 'futures.mjs', program: process.execPath, testIt: test, note: '' },
  { file: 'futures.py', program: PYTHON, ...inPython },
];

describe.each(futures)('$file$note', ({ file, program, testIt }) => {
  /** What is told comes from three sockets, in any order. */
  const kinds = [
    /^candle of \d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z: \d+\.\d+/,
    /^liquidation: (?:BUY|SELL) \d+\.\d+ at \d/,
    /^large trade \d+: (?:BUY|SELL) for \d+(?:\.\d+)? dollars$/,
  ];

  testIt('follows all three sockets, and follows them again after a break', async () => {
    const own = kinds.map(() => run(program, file, ['btcusdt', '1']));
    await Promise.all(own.map(({ line }, index) => line(kinds[index] as RegExp)));
    world.cut();
    await Promise.all(
      own.map(async ({ line }, index) => {
        await line(/^connecting again: closed: 1001 \w/);
        await line(kinds[index] as RegExp);
      }),
    );
  });

  testIt.each([
    // Its name ends in no coin that is worth a dollar: one of its three sockets says that.
    ['there is no such symbol', ['no-such-pair'], /^(?:unknown-symbol|not-in-dollars): /],
    ['a threshold is none', ['btcusdt', '-1'], /^invalid-parameter: /],
  ])('ends where %s', async (_why, args, says) => {
    const { child, line } = run(program, file, args);
    const closed = once(child, 'close');
    await line(says);
    expect((await closed)[0]).toBe(1);
  });
});

const tellers = [
  { file: 'events.mjs', program: process.execPath },
  { file: 'events.py', program: PYTHON },
];
/** A machine without Python can run the rest. */
const isThere = ({ program }: { program: string }): boolean => program !== PYTHON || pythonHas('json');

describe.each(tellers.filter(isThere))('$file', ({ file, program }) => {
  test('is told prices and trades', async () => {
    const { line } = run(program, file, ['btcusdt']);
    await line(/^price \d+\.\d+, \d+ ms old$/);
    await line(/^trade \d+: \d+\.\d+ at \d+\.\d+$/);
    await line(/^price \d+\.\d+, \d+ ms old$/);
  });

  test('ends with what the API says where there is no such topic', async () => {
    const { child, line } = run(program, file, ['ltcusdt']);
    const closed = once(child, 'close');
    await line(/^404 pair-not-configured: /);
    expect((await closed)[0]).toBe(1);
  });
});

test.each(['BTC/USDT', 'BTC/USDT:USDT'])('ccxt.mjs reads candles of %s and follows its book', async (pair) => {
  const { line } = run(process.execPath, 'ccxt.mjs', [pair]);
  await line(/^25 candles of 5 minutes, the newest close at \d/);
  await line(/^best prices: \d+(?:\.\d+)? \d/);
  world.cut();
  await line(/^connecting again: /);
  await line(/^best prices: /);
});

describe('with an access key', () => {
  const key = 'a-key-of-ours';
  beforeAll(() => world.wantKey(key));

  for (const { file, program, testIt } of [
    ...ways,
    ...futures,
    ...tellers.filter(isThere).map((each) => ({ ...each, testIt: test })),
  ]) {
    testIt(`${file} takes it from API_KEY`, async () => {
      await run(program, file, ['btcusdt'], { API_KEY: key }).line(/^(?:best prices:|price|candle of) \d/);
      await run(program, file, ['btcusdt']).line(/\b401\b/);
    });
  }
});

import { createBesides } from '../../../../collectors/context/besides.ts';
import type { WorkerContext } from '../../../../collectors/context/workerContext.ts';
import { ExchangeError } from '../../../../exchanges/errors.ts';
import type { Beside } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';

const T0 = 1_790_000_000_000;
const request = { path: '/beside', params: {}, weight: 1 };

/** What a worker works with, as far as this needs it; the exchange answers what `answer` gives. */
function world(answer: () => unknown) {
  let passed = 0;
  let asked = 0;
  const context = {
    clock: { now: () => T0 + passed, monotonic: () => passed },
    log: { debug: () => undefined },
    count: () => undefined,
    gate: {
      async send() {
        asked++;
        const data = answer();
        return { data, text: JSON.stringify(data), source: 'binance' };
      },
    },
  } as unknown as WorkerContext;
  const besides = createBesides(context);
  const beside: Beside = {
    everySeconds: 3600,
    request: () => request,
    read: ({ data, path }) => {
      if (typeof data !== 'string') throw new InvalidPayload(`${path}: no text`);
      return new Map([['BTCUSDT', data]]);
    },
  };
  return {
    get: () => besides(beside),
    none: () => besides(undefined),
    pass: (ms: number) => {
      passed += ms;
    },
    asked: () => asked,
  };
}

it('asks once an hour, however many rows come meanwhile', async () => {
  const { get, pass, asked } = world(() => 'first');
  await Promise.all([get(), get(), get()]);
  pass(3_599_000);
  await get();
  expect(asked()).toBe(1);
  pass(1_000);
  await get();
  expect(asked()).toBe(2);
});

it('knows since when anything is known, and what was told last', async () => {
  let told = 'first';
  const { get, pass } = world(() => told);
  pass(5_000);
  expect(await get()).toEqual({ since: T0 + 5_000, of: new Map([['BTCUSDT', 'first']]) });
  told = 'second';
  pass(3_600_000);
  expect(await get()).toEqual({ since: T0 + 5_000, of: new Map([['BTCUSDT', 'second']]) });
});

it.each([
  ['the exchange fails', new ExchangeError('exchange-down', 'it fails', { path: request.path })],
  ['the answer cannot be read', null],
])('where %s it is not known, holds nothing up, and is asked for a minute later', async (_says, failure) => {
  let isFailing = true;
  const { get, pass, asked } = world(() => {
    if (isFailing && failure !== null) throw failure;
    return isFailing ? 7 : 'right';
  });
  expect(await get()).toBeUndefined();
  pass(59_000);
  expect(await get()).toBeUndefined();
  expect(asked()).toBe(1);
  isFailing = false;
  pass(1_000);
  expect((await get())?.of.get('BTCUSDT')).toBe('right');
  isFailing = true;
  pass(3_600_000);
  // What was known still is.
  expect((await get())?.of.get('BTCUSDT')).toBe('right');
});

it('a defect of ours is no failure of the exchange', async () => {
  const { get } = world(() => {
    throw new TypeError('a defect');
  });
  await expect(get()).rejects.toThrow('a defect');
});

it('a feed without it asks for nothing', async () => {
  const { none, asked } = world(() => 'first');
  expect(await none()).toBeUndefined();
  expect(asked()).toBe(0);
});

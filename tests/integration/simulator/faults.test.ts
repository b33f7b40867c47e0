import { type Bench, startBench } from './client.ts';

let now = Date.UTC(2026, 10, 21, 12, 0, 30);
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => now });
});
afterAll(() => bench.simulator.close());
afterEach(() => {
  bench.simulator.clearFaults();
  bench.simulator.resetLimits();
});

const PATH = 'ticker/price?symbol=BTCUSDT';
const isFine = async (path = PATH) => (await bench.get(path)).status === 200;

describe('a fault', () => {
  it.each([
    [{ status: 500 }, null],
    [{ status: 503 }, null],
    [{ status: 403 }, null],
    [{ status: 429, retryAfter: 3 }, '3'],
    [{ status: 418, retryAfter: 120 }, '120'],
  ])('of kind status answers %p', async (fault, retryAfter) => {
    bench.simulator.inject({ kind: 'status', ...fault });
    const reply = await bench.get(PATH);
    expect([reply.status, reply.headers.get('Retry-After')]).toEqual([fault.status, retryAfter]);
    expect(reply.headers.get('X-MBX-USED-WEIGHT-1M')).toBe('2');
  });

  it('of kind status can have headers of its own, several of one name too', async () => {
    const date = new Date(now + 900_000).toUTCString();
    const fault = { kind: 'status', status: 418, retryAfter: 900, headers: { 'Retry-After': ['30', date] } };
    expect((await bench.control('POST', '/faults', fault)).status).toBe(200);
    const { headers } = await bench.get(PATH);
    expect(headers.get('Retry-After')).toBe(`30, ${date}`);
    expect(headers.get('Date')).toBe(new Date(now).toUTCString());
    for (const wrong of ['x', { a: 1 }, { 'a b': 'c' }, { a: 'b\nc' }]) {
      const refused = await bench.control('POST', '/faults', { ...fault, headers: wrong });
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('headers must be')]);
    }
  });

  it('of kind status can have a body', async () => {
    bench.simulator.inject({ kind: 'status', status: 400, body: { code: -1121, msg: 'Invalid symbol.' } });
    expect((await bench.get(PATH)).json()).toEqual({ code: -1121, msg: 'Invalid symbol.' });
  });

  it('of kind garbage is no JSON, though it says so', async () => {
    bench.simulator.inject({ kind: 'garbage' });
    const reply = await bench.get(PATH);
    expect([reply.status, reply.headers.get('Content-Type')]).toEqual([200, 'application/json;charset=UTF-8']);
    expect(() => reply.json()).toThrow(SyntaxError);
  });

  it('of kind html is a page', async () => {
    bench.simulator.inject({ kind: 'html', status: 502 });
    const reply = await bench.get(PATH);
    expect([reply.status, reply.headers.get('Content-Type')]).toEqual([502, 'text/html']);
    expect(reply.text).toContain('<html>');
  });

  it('of kind shape is JSON of another shape', async () => {
    bench.simulator.inject({ kind: 'shape' });
    expect((await bench.get(PATH)).json()).toEqual({ unexpected: true });
  });

  it('of kind truncated breaks off in the middle', async () => {
    bench.simulator.inject({ kind: 'truncated' });
    await expect(bench.get(PATH)).rejects.toThrow();
  });

  it('of kind reset breaks the connection', async () => {
    bench.simulator.inject({ kind: 'reset' });
    await expect(bench.get(PATH)).rejects.toThrow('fetch failed');
  });

  it('of kind hang never answers', async () => {
    bench.simulator.inject({ kind: 'hang' });
    const signal = AbortSignal.timeout(200);
    await expect(fetch(`${bench.simulator.url}/api/v3/ping`, { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('of kind drip sends the right answer a byte at a time', async () => {
    bench.simulator.inject({ kind: 'drip', everyMs: 1 });
    const response = await fetch(`${bench.simulator.url}/api/v3/${PATH}`);
    const pieces: number[] = [];
    for await (const piece of response.body ?? []) pieces.push(piece.length);
    expect(pieces.length).toBeGreaterThan(5);
    const { length } = (await bench.get('time')).text;
    expect(length).toBe(JSON.stringify({ serverTime: now }).length);
  });

  it('of kind delay sends the right answer late', async () => {
    bench.simulator.inject({ kind: 'delay', delayMs: 60 });
    const started = performance.now();
    expect(await isFine()).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it('of kind stale answers as of some time ago', async () => {
    bench.simulator.inject({ kind: 'stale', ageMs: 5000 });
    expect((await bench.get('time')).json()).toEqual({ serverTime: now - 5000 });
  });

  it.each([
    ['negative', 'ticker/price?symbol=BTCUSDT', /"price":"-\d/],
    ['null', 'klines?symbol=BTCUSDT&interval=1m&limit=1', /^\[\[\d+,null,null,null,null,/],
  ] as const)('of kind %s spoils the prices of the right answer', async (kind, path, spoilt) => {
    const right = (await bench.get(path)).text;
    expect(right).not.toMatch(spoilt);
    bench.simulator.inject({ kind });
    expect((await bench.get(path)).text).toMatch(spoilt);
  });

  it('of kind duplicate repeats the last row, of kind reordered turns the rows round', async () => {
    const path = 'aggTrades?symbol=BTCUSDT&limit=3';
    const rows = (await bench.get(path)).json<unknown[]>();
    bench.simulator.inject({ kind: 'duplicate', times: 1 });
    expect((await bench.get(path)).json()).toEqual([...rows, rows[2]]);
    bench.simulator.inject({ kind: 'reordered', times: 1 });
    expect((await bench.get(path)).json()).toEqual(rows.toReversed());
  });

  it('of kind duplicate and reordered takes the sides of a book for its rows', async () => {
    type Book = { lastUpdateId: number; bids: unknown[]; asks: unknown[] };
    const path = 'depth?symbol=BTCUSDT&limit=2';
    const book = (await bench.get(path)).json<Book>();
    bench.simulator.inject({ kind: 'duplicate', times: 1 });
    const doubled = (await bench.get(path)).json<Book>();
    expect(doubled).toEqual({ ...book, bids: [...book.bids, book.bids[1]], asks: [...book.asks, book.asks[1]] });
    bench.simulator.inject({ kind: 'reordered', times: 1 });
    const turned = (await bench.get(path)).json<Book>();
    expect(turned).toEqual({ ...book, bids: book.bids.toReversed(), asks: book.asks.toReversed() });
  });

  it('strikes only the path and the pair it names, as often as it says', async () => {
    bench.simulator.inject({ kind: 'status', path: 'ticker/price', symbol: 'btcusdt', times: 2 });
    expect(await isFine('ticker/price?symbol=ETHUSDT')).toBe(true);
    expect(await isFine('avgPrice?symbol=BTCUSDT')).toBe(true);
    expect(await isFine('ticker/price?symbols=["ETHUSDT","BTCUSDT"]')).toBe(false);
    expect(bench.simulator.faults()).toMatchObject([{ hits: 1 }]);
    expect(await isFine()).toBe(false);
    expect(await isFine()).toBe(true);
    expect(bench.simulator.faults()).toEqual([]);
  });

  it('ends when its time is over', async () => {
    bench.simulator.inject({ kind: 'status', forMs: 0 });
    expect(await isFine()).toBe(true);
  });
});

describe('the control port', () => {
  it('injects, lists and clears faults', async () => {
    const { id } = (await bench.control('POST', '/faults', { kind: 'status', status: 503 })).json<{ id: number }>();
    expect(await isFine()).toBe(false);
    expect((await bench.control('GET', '/faults')).json()).toMatchObject([{ id, fault: { status: 503 }, hits: 1 }]);
    expect((await bench.control('DELETE', `/faults/${id}`)).status).toBe(200);
    expect((await bench.control('DELETE', `/faults/${id}`)).status).toBe(404);
    expect(await isFine()).toBe(true);
    await bench.control('POST', '/faults', { kind: 'hang' });
    expect((await bench.control('DELETE', '/faults')).json()).toEqual({ cleared: true });
    expect(await isFine()).toBe(true);
  });

  it('delists a pair and brings it back', async () => {
    await bench.control('DELETE', '/symbols/ETCUSDT');
    expect((await bench.get('klines?symbol=ETCUSDT&interval=1m')).json()).toMatchObject({ code: -1121 });
    expect((await bench.get('exchangeInfo')).text).not.toContain('ETCUSDT');
    expect((await bench.get('ticker/24hr?symbols=["BTCUSDT","ETCUSDT"]')).json()).toMatchObject({ code: -1121 });
    expect((await bench.control('DELETE', '/symbols/ETCUSDT')).status).toBe(404);
    await bench.control('POST', '/symbols/ETCUSDT', { status: 'TRADING' });
    expect(await isFine('ticker/price?symbol=ETCUSDT')).toBe(true);
  });

  it('stops a pair: no book, no later trade, and its status shows', async () => {
    const lastTrade = async () => (await bench.get('aggTrades?symbol=ETHUSDT&limit=1')).text;
    await bench.control('POST', '/symbols/ETHUSDT', { status: 'BREAK' });
    const before = await lastTrade();
    now += 600_000;
    expect(await lastTrade()).toBe(before);
    expect((await bench.get('exchangeInfo?symbol=ETHUSDT')).text).toContain('"status":"BREAK"');
    const zero = '0.00000000';
    const none = { symbol: 'ETHUSDT', bidPrice: zero, bidQty: zero, askPrice: zero, askQty: zero };
    expect((await bench.get('ticker/bookTicker?symbol=ETHUSDT')).json()).toEqual(none);
    now += 86_400_000;
    expect((await bench.get('ticker/24hr?symbol=ETHUSDT')).json()).toMatchObject({ count: 0, firstId: -1, lastId: -1 });
    await bench.control('POST', '/symbols/ETHUSDT', { status: 'TRADING' });
    expect(await lastTrade()).not.toBe(before);
  });

  it('moves the clock', async () => {
    expect((await bench.control('POST', '/clock', { offsetMs: -3000 })).json()).toEqual({ now: now - 3000 });
    expect((await bench.get('time')).json()).toEqual({ serverTime: now - 3000 });
    await bench.control('POST', '/clock', { offsetMs: 0 });
  });

  it('tells requests that insist from those that were under way when Retry-After was said', async () => {
    const insisted = async () => {
      const { insisted, insistedLate, refusals } = (await bench.control('GET', '/stats')).json();
      return { insisted, insistedLate, refusals };
    };
    await bench.control('DELETE', '/stats');
    bench.simulator.inject({ kind: 'status', status: 429, retryAfter: 5, times: 2 });
    await isFine();
    now += 500;
    await isFine();
    expect(await insisted()).toEqual({ insisted: 1, insistedLate: 0, refusals: 0 });
    now += 1;
    await isFine();
    expect(await insisted()).toEqual({ insisted: 2, insistedLate: 1, refusals: 0 });
    now += 5_000;
    await isFine();
    expect(await insisted()).toEqual({ insisted: 2, insistedLate: 1, refusals: 0 });
  });

  it('shows and resets the statistics', async () => {
    await bench.control('DELETE', '/stats');
    await isFine();
    expect((await bench.control('GET', '/stats')).json()).toMatchObject({ requests: 1, maxWeightInMinute: 2 });
  });

  it.each([
    ['POST', '/faults', 'nonsense', 400, 'not JSON'],
    ['POST', '/faults', [], 400, 'a fault is a JSON object'],
    ['POST', '/faults', {}, 400, 'kind must be one of status, garbage'],
    ['POST', '/faults', { kind: 'fire' }, 400, 'kind must be one of'],
    ['POST', '/faults', { kind: 'hang', time: 1 }, 400, 'unknown field \\"time\\"'],
    ['POST', '/faults', { kind: 'hang', times: -1 }, 400, 'times must be a whole number'],
    ['POST', '/faults', { kind: 'hang', path: 1 }, 400, 'path must be a string'],
    ['POST', '/faults', { kind: 'status', status: 99 }, 400, 'status must be'],
    ['POST', '/faults', `"${'x'.repeat(70_000)}"`, 413, 'longer than'],
    ['DELETE', '/faults/abc', undefined, 404, 'no fault abc'],
    ['PUT', '/faults', {}, 405, 'PUT is not possible'],
    ['GET', '/', undefined, 404, '/faults, /stats'],
    ['GET', '/faults/1/2', undefined, 404, 'no such resource'],
    ['POST', '/symbols/NOSUCH', { status: 'TRADING' }, 404, 'no pair NOSUCH'],
    ['POST', '/symbols/BTCUSDT', { status: 'OPEN' }, 400, 'status must be one of TRADING'],
    ['POST', '/clock', { offsetMs: '1' }, 400, 'offsetMs must be a whole number'],
  ])('refuses %s %s %p with %p', async (method, path, body, status, message) => {
    const reply = await bench.control(method, path, body);
    expect([reply.status, reply.text]).toEqual([status, expect.stringContaining(message)]);
    expect(await isFine()).toBe(true);
  });
});

describe('starting', () => {
  it('on a port in use fails with one clear line and leaves nothing listening', async () => {
    const port = Number(new URL(bench.simulator.controlUrl).port);
    await expect(startBench({ controlPort: port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
    await expect(startBench({ port })).rejects.toThrow('is in use');
  });
});

import { gunzipSync } from 'node:zlib';
import { openGzip } from '../../../model/openGzip.ts';
import { reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { readInfoGzip, readInfoList, readInfoMeta, readListedSymbols } from '../../../store/market/exchangeInfo.ts';
import { eventually } from '../../eventually.ts';
import { NOON, wholeInfos } from './wholeInfos.ts';

const infos = wholeInfos();
const { answerOf, piecesOf, reading } = infos;
const HOUR_S = 3_600;
const paths = { spot: '/api/v3/exchangeInfo', usdm: '/fapi/v1/exchangeInfo' };

describe.each(['spot', 'usdm'] as const)('the whole exchangeInfo of %s', (market) => {
  it('is stored as it was sent, in all its forms', () =>
    reading(market, async ({ later, counts }) => {
      const { body } = await answerOf(paths[market]);
      infos.simulator.resetStats();
      await later(0);
      await later(2);
      expect(await readInfoMeta(infos.test.store, market)).toBeNull();
      await later(1);
      const { store } = infos.test;
      const meta = await readInfoMeta(store, market);
      if (meta === null) throw new TypeError('nothing stored');
      const rows = (JSON.parse(body) as { symbols: { symbol: string; status: string }[] }).symbols;
      expect(meta).toMatchObject({ asOf: NOON + 3_000, source: 'simulator', rows: rows.length, leftOut: 0 });
      expect(meta.bytes).toBe(Buffer.byteLength(body));
      expect(body.slice(0, meta.timeAt ?? 0)).toBe('{"timezone":"UTC","serverTime":');
      const gzip = await readInfoGzip(store, market, meta);
      expect(String(gunzipSync(gzip ?? Buffer.alloc(0)))).toBe(body);
      expect(openGzip(gzip ?? Buffer.alloc(0))?.length).toBe((meta.timeAt ?? 0) + 13);
      const list = await readInfoList(store, market, meta);
      const listed = (list?.pieces ?? []).flatMap((piece) => piece.rows);
      expect(listed.map(([symbol, status]) => [symbol, status])).toEqual(
        rows.map(({ symbol, status }) => [symbol, status]),
      );
      expect(await piecesOf(market)).toBe(body);
      expect(await readListedSymbols(store, market, NOON)).toEqual(new Set(rows.map(({ symbol }) => symbol)));
      expect(counts).toEqual({ requests: 1, weight: market === 'spot' ? 20 : 1 });
    }));

  it('is asked for once an hour by all processes together', () =>
    reading(market, async ({ later, counts }) => {
      await later(0);
      await later(3);
      await reading(market, async (other) => {
        await other.later(0);
        await other.later(HOUR_S / 2);
        expect(other.counts).toEqual({});
      });
      for (const seconds of [10, 60, HOUR_S - 71]) await later(seconds);
      expect(counts.requests).toBe(1);
      await later(1);
      expect(counts.requests).toBe(2);
      expect(await readInfoMeta(infos.test.store, market)).toMatchObject({ asOf: NOON + 3_000 + HOUR_S * 1_000 });
    }));
});

it.each([true, false])('3,600 symbols are stored as they were sent (compressed: %s)', (isGzip) =>
  reading(
    'spot',
    async ({ later, shared }) => {
      const { body } = await answerOf(paths.spot);
      const parsed = JSON.parse(body) as { symbols: { symbol: string; permissionSets: string[][] }[] };
      const [first] = parsed.symbols;
      const sets = [Array.from({ length: 250 }, (_, index) => `TRD_GRP_${index}`)];
      const symbols = Array.from({ length: 3_600 }, (_, index) => ({
        ...first,
        symbol: `S${index}USDT`,
        permissionSets: sets,
      }));
      infos.instead = { body: JSON.stringify({ ...parsed, symbols }), isGzip };
      await later(0);
      await later(3);
      expect(shared.state().info).toMatchObject({ rows: 3_600, bytes: infos.instead.body.length });
      expect(await piecesOf('spot')).toBe(infos.instead.body);
    },
    { baseUrl: infos.url },
  ),
);

it('without weight it waits, without a word', () =>
  reading('spot', async ({ later, counts }) => {
    const all = { weight: 5_390, allowance: 6_000, now: NOON, marginMs: 0 };
    await reserveWeight(infos.test.store, { egress: 'local', market: 'spot' }, all);
    await later(0);
    await later(3);
    await later(5);
    expect([counts, infos.test.messages]).toEqual([{}, []]);
  }));

it('it is asked for where the plan needs all that there is: it is part of that', () =>
  reading(
    'spot',
    async ({ later, counts }) => {
      await later(0);
      await later(3);
      expect(counts).toEqual({ requests: 1, weight: 20 });
    },
    { weight: 60_000 },
  ));

it('a failure is said once, tried again after a minute, and so is that it works again', () =>
  reading('spot', async ({ later, counts }) => {
    infos.simulator.inject({ kind: 'status', status: 500, path: 'exchangeInfo' });
    await later(0);
    for (const seconds of [3, 59, 1, 60]) await later(seconds);
    expect(counts).toMatchObject({ requests: 3, failures: 3 });
    expect(infos.test.messages).toEqual([
      expect.stringMatching(/^warn spot: the whole exchangeInfo: \/api.*answered 500/),
    ]);
    infos.simulator.clearFaults();
    await later(60);
    await eventually(async () => expect(await readInfoMeta(infos.test.store, 'spot')).not.toBeNull());
    await eventually(async () => expect(infos.test.messages).toHaveLength(2));
    expect(infos.test.messages[1]).toMatch(/^info spot: the whole exchangeInfo: works again after 3 × exchange-down/);
  }));

import { readGaps } from '../../../store/values/gaps.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { eventually } from '../../eventually.ts';
import { madeUp } from '../../madeUp/connector.ts';
import { type MadeUpInstallation, openMadeUpInstallation, partOf, type Running } from '../../madeUp/installation.ts';
import { fillsBetween, keyOf, storedRows } from '../../madeUp/stored.ts';
import { MADE_UP } from '../../madeUp/table.ts';

const WITHIN_MS = 170_000;
const quotes = ['btc-usd', 'eth-usd'].map((code) => keyOf(code, 'quotes'));

let installation: MadeUpInstallation;
let running: Running;
beforeAll(async () => {
  installation = await openMadeUpInstallation({ at: Date.UTC(2026, 9, 20, 12, 0, 50) });
  running = await installation.start(partOf('btc-usd', 'eth-usd', 'btc-eur'));
  await areConfirmed();
  await eventually(async () => (await installation.store.redis.zcard(keyOf('btc-usd', 'fills'))) >= 100, WITHIN_MS);
});
afterAll(() => installation.close());

/** All quotes are from now on. */
async function areConfirmed(): Promise<void> {
  const from = installation.server.now();
  await eventually(async () => {
    const metas = await readMetas(installation.store, quotes);
    return metas.every((meta) => (meta?.asOf ?? 0) > from);
  }, WITHIN_MS);
}

it('a bad fill is left out without harm to its neighbours, put on record, and fetched a minute later', async () => {
  const spoilt: number[] = [];
  installation.server.mischief.push({
    path: '/v1/fills',
    times: 1_000,
    change(result) {
      const rows = result as { no: string }[];
      const [, row] = rows;
      // Of an answer with more than the newest one and the one that is stored already.
      if (spoilt.length > 0 || row === undefined || rows.length < 3) return rows;
      spoilt.push(Number(row.no));
      return rows.with(1, { ...row, px: '0.00' } as { no: string });
    },
  });
  const found = await eventually(async () => {
    const ledgers = await readGaps(installation.store, `${MADE_UP}-fills`);
    const gap = ledgers.find(({ cause }) => cause === 'invalid-row');
    return gap?.state === 'filled' && gap;
  }, WITHIN_MS);
  expect([found.from, found.to]).toEqual([spoilt[0], spoilt[0]]);
  const rows = await storedRows(installation.store, keyOf(found.code, 'fills'));
  const [from, to] = [rows[0]?.[0], rows.at(-1)?.[0]] as [number, number];
  expect(rows.map(([no]) => no)).toContain(spoilt[0]);
  expect(rows).toEqual(fillsBetween(installation.server, madeUp.symbolOf(found.code), from, to));
  expect(running.messages.filter((message) => message.includes('left out'))).not.toEqual([]);
});

it('a pair that it knows no more is found among those of a refused request, and takes no other down', async () => {
  installation.server.markets.delete('XBT/EUR');
  const unlisted = (message: string) => message.startsWith('warn made-up: btc-eur: the exchange does not list');
  await eventually(() => running.messages.some(unlisted), WITHIN_MS);
  await areConfirmed();
});

it('it never had to refuse a request for want of weight', () => {
  expect(installation.server.meter.refused.count).toBe(0);
  expect(installation.server.meter.most()).toBeLessThanOrEqual(180);
});

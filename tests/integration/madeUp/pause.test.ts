import { pauseKey } from '../../../store/redis/keys.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { eventually } from '../../eventually.ts';
import { type MadeUpInstallation, openMadeUpInstallation, partOf } from '../../madeUp/installation.ts';
import { Refusal } from '../../madeUp/refusal.ts';
import { keyOf } from '../../madeUp/stored.ts';
import { MADE_UP } from '../../madeUp/table.ts';

const WITHIN_MS = 80_000;
const PAUSE_MS = 12_000;
/** What was under way when the pause began may still arrive so much later, ms. */
const UNDER_WAY_MS = 6_000;

let installation: MadeUpInstallation;
/** Redis lets a pause run out by its own clock. */
beforeAll(async () => {
  installation = await openMadeUpInstallation({ isRealTime: true });
  await installation.start(partOf('btc-usd'));
  await areConfirmed();
});
afterAll(() => installation.close());

/** The quotes are from now on. */
async function areConfirmed(): Promise<void> {
  const from = installation.server.now();
  await eventually(async () => {
    const [meta] = await readMetas(installation.store, [keyOf('btc-usd', 'quotes')]);
    return (meta?.asOf ?? 0) > from;
  }, WITHIN_MS);
}

it.each([
  ['429, with its own word on how long', 'slow-down', 429, 429],
  ['200, which says that we are shut out', 'shut-out', 200, 418],
])('%s: nothing is sent until then', async (_name, kind, status, known) => {
  let refusedAt = 0;
  const change = () => {
    refusedAt = installation.server.now();
    throw new Refusal(kind, { status, wait: `${PAUSE_MS}ms` });
  };
  installation.server.mischief.push({ path: '/v1/quotes', times: 1, change });
  const pause = await eventually(
    async () => (await installation.store.redis.get(pauseKey('local', MADE_UP))) ?? false,
    WITHIN_MS,
  );
  expect(JSON.parse(pause)).toMatchObject({ status: known });
  await eventually(() => installation.server.now() > refusedAt + PAUSE_MS, WITHIN_MS);
  await areConfirmed();
  const until = refusedAt + PAUSE_MS - 500;
  expect(installation.server.asked.filter(({ at }) => at > refusedAt + UNDER_WAY_MS && at < until)).toEqual([]);
});

import { once } from 'node:events';
import { inTurns } from '../../../../scripts/backfill/inTurns.ts';
import type { OpenedSeries } from '../../../../scripts/backfill/openSeries.ts';

const series = (collector: string, code: string) => ({ collector: { name: collector }, code }) as OpenedSeries;

it('what fails first is told at once, ends the others that are in work, and is thrown', async () => {
  const stopped = new AbortController();
  const begun: string[] = [];
  const all = [series('klines-1', 'a'), series('klines-1', 'b'), series('klines-5', 'a'), series('trades', 'a')];
  const working = inTurns(
    [...all, series('klines-15', 'a')],
    async ({ collector, code }) => {
      begun.push(`${collector.name} ${code}`);
      if (collector.name === 'klines-5') throw new Error('first');
      if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
      stopped.signal.throwIfAborted();
    },
    (error) => stopped.abort(error),
  );
  await expect(working).rejects.toThrow('first');
  expect(begun).toEqual(['klines-1 a', 'klines-5 a', 'trades a']);
});

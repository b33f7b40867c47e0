import type { OlderRows, SeriesFeed } from '../../../../model/feed.ts';
import { idScores } from '../../../../model/scores.ts';
import type { AskedRows } from '../../../../scripts/history/askForRows.ts';
import { readIds } from '../../../../scripts/history/readIds.ts';

test('an exchange that names an id, and refuses it as too old, is not asked for ever', async () => {
  const notes: string[] = [];
  const clock = { isMeasured: () => true, now: () => 1_000, uncertainty: () => 0 };
  const ask = async ({ path }: { path: string }) => ({ data: 7, text: '', isTooOld: path === 'by id' });
  const feed = { pageRows: 1000, scores: idScores(1000), rowsIn: () => [], toRows: () => [] };
  const asked = {
    ...{ rest: { clock, ask, ready: async () => undefined }, feed: feed as unknown as SeriesFeed },
    ...{ symbol: 'BTCUSDT', what: 'spot btcusdt trades', validate: () => null },
    onNote: (note: string) => notes.push(note),
  } as unknown as AskedRows;
  const older = {
    between: () => ({ path: 'by id' }),
    firstAt: { request: () => ({ path: 'by time' }), scoreIn: (data: unknown) => data },
  } as unknown as OlderRows;
  for await (const rows of readIds(asked, older, 0, 1_000)) expect(rows).toEqual([]);
  expect(notes).toEqual(['spot btcusdt trades: the exchange refuses id 7 as too old, and names none that is newer']);
});

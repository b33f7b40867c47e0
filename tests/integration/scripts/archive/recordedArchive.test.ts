import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describeWithRecordings, recording } from '../../../recordings.ts';
import { btcusdt, newFolder, readAll, storedOf } from './packs.ts';

const linesOf = (file: string) =>
  gunzipSync(readFileSync(recording(file)))
    .toString()
    .trim()
    .split('\n');

describeWithRecordings('what Binance has published', () => {
  test('is read line for line', async () => {
    const { rows, facts } = await readAll(recording('replay'));
    const lines = [...linesOf('replay/BTCUSDT-1m-2021-07.csv.gz'), ...linesOf('replay/BTCUSDT-1m-2021-10.csv.gz')];
    expect(rows.map(({ member }) => member)).toEqual(lines.map(storedOf));
    expect(facts.files.filter(({ refused }) => refused !== undefined)).toMatchObject([
      { file: 'BTCUSDT-1m-2021-04-outage.csv.gz' },
    ]);
  });

  test('with a real outage: only what was there', async () => {
    const folder = newFolder();
    copyFileSync(recording('replay/BTCUSDT-1m-2021-04-outage.csv.gz'), join(folder, 'BTCUSDT-1m-2021-04.csv.gz'));
    const { rows, facts } = await readAll(folder);
    const lines = linesOf('replay/BTCUSDT-1m-2021-04-outage.csv.gz');
    expect(rows.map(({ member }) => member)).toEqual(lines.map(storedOf));
    expect(facts.files[0]?.leftOut).toBe(0);
  });

  test('of futures: July is no part of June’s file', async () => {
    const { rows, facts } = await readAll(recording('replay'), { ...btcusdt, market: 'usdm', code: 'avaxusdt' });
    const lines = linesOf('replay/AVAXUSDT-1m-2026-06.csv.gz');
    expect(rows.map(({ member }) => member)).toEqual(lines.slice(0, 43_200).map(storedOf));
    expect(facts.files[0]).toMatchObject({ leftOut: lines.length - 43_200, firstLeftOut: { line: 43_201 } });
  });
});

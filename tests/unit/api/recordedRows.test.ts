import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { rowSchemaOf } from '../../../api/docs/openapiRows.ts';
import { type FeedName, rowOf } from '../../../markets/markets.js';
import { describeWithRecordings, recording } from '../../recordings.ts';

const recorded: [FeedName, string][] = [
  ['price', 'spot-price-all-2026-07-06'],
  ['book-ticker', 'spot-bookTicker-all-2026-07-15'],
  ['high-low', 'spot-ticker24hr-all-talend'],
  ['pair-info', 'spot-exchangeInfo-BTC-ETH-XVG-2026-07-03'],
  ['pair-info', 'spot-exchangeInfo-2021-10-11'],
];

describeWithRecordings('the documented rows', () => {
  it.each(recorded)('of %s are those of Binance (%s)', (feed, file) => {
    const answer: unknown = JSON.parse(gunzipSync(readFileSync(recording(`rest/${file}.json.gz`))).toString());
    const rows = Array.isArray(answer) ? answer : (answer as { symbols: unknown[] }).symbols;
    const validate = new Ajv2020().compile(rowSchemaOf(rowOf('spot', feed)));
    const misfits = rows.filter((row) => !validate(row));
    expect(rows.length).toBeGreaterThan(0);
    expect(misfits).toEqual([]);
  });
});

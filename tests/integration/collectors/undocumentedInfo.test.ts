import { gunzipSync } from 'node:zlib';
import { readInfoGzip, readInfoMeta } from '../../../store/market/exchangeInfo.ts';
import { eventually } from '../../eventually.ts';
import { wholeInfos } from './wholeInfos.ts';

const infos = wholeInfos();
const { reading } = infos;

describe('what the exchange does not document', () => {
  const around = '{"timezone":"UTC","serverTime":1795300000000,"rateLimits":[],"exchangeFilters":[],"symbols":[';
  const good =
    '{"symbol":"AUSDT","status":"TRADING","baseAsset":"A","quoteAsset":"USDT","filters":[],"new":1.10,"long":"LONG"}'.replace(
      'LONG',
      'x'.repeat(4_096),
    );

  it.each([
    ['no object', '7'],
    ['no name', good.replace('AUSDT', '')],
    ['a status that is none', good.replace('"TRADING"', '5')],
    ['no filters', good.replace('"filters":[],', '').replace('AUSDT', 'BUSDT')],
    ['the same symbol again', good],
    ['nothing', ''],
    ['what is no JSON', '{"symbol":}'],
  ])('%s: that row is left out, and told; the others stay as they were sent', (_name, bad) =>
    reading(
      'spot',
      async ({ later, counts }) => {
        const others = good.replaceAll('AUSDT', 'CUSDT');
        infos.instead = { isGzip: false, body: `${around}${good},${bad},${others}],"more":{}}` };
        await later(0);
        await later(3);
        const { store } = infos.test;
        const meta = await readInfoMeta(store, 'spot');
        expect(meta).toMatchObject({ rows: 2, leftOut: 1 });
        if (meta === null) throw new TypeError('nothing stored');
        const whole = `${around}${good},${others}],"more":{}}`;
        expect(String(gunzipSync((await readInfoGzip(store, 'spot', meta)) ?? ''))).toBe(whole);
        expect(meta.bytes).toBe(whole.length);
        await eventually(async () => expect(counts).toMatchObject({ invalid: 1 }));
        expect(infos.test.messages).toEqual([
          expect.stringContaining('the whole exchangeInfo: left out: 1 of 3 rows: '),
        ]);
      },
      { baseUrl: infos.url },
    ),
  );

  it.each([
    ['an error with status 200', '{"code":-1000,"msg":"no"}', /answered 200 \(-1000: no\)/],
    ['a long page', `<html>${'x'.repeat(10_000)}</html>`, /no whole list of symbols/],
    ['nothing', '', /is not JSON: \(empty\)/],
    ['no list', '{"symbols":{}}', /no whole list of symbols/],
    ['an empty list', `${around}]}`, /no row is right: there is none/],
    ['bad rows alone', `${around}{},{}]}`, /no row is right: a symbol: .* must have required property/],
    ['a second list', `${around}${good}],"symbols":[{}]}`, /what stands around symbols is no answer/],
    ['what is no JSON around the rows', `{"timezone":UTC,"symbols":[${good}]}`, /JSON|no answer/],
    ['a list that breaks off', `${around}${good},${'x'.repeat(9_000)}`, /no whole list of symbols/],
  ])('%s is no answer: nothing is stored', (_name, body, message) =>
    reading(
      'spot',
      async ({ later }) => {
        infos.instead = { body, isGzip: false };
        await later(0);
        await later(3);
        expect(await readInfoMeta(infos.test.store, 'spot')).toBeNull();
        expect(infos.test.messages).toEqual([expect.stringMatching(message)]);
      },
      { baseUrl: infos.url },
    ),
  );

  it('an answer that is too long is not read to its end', () =>
    reading(
      'usdm',
      async ({ later }) => {
        // Compressed it is short: what counts is what comes out of it.
        infos.instead = { body: `{"x":"${'x'.repeat(70_000_000)}`, isGzip: true };
        await later(0);
        await later(3);
        expect(infos.test.messages).toEqual([expect.stringMatching(/longer than 67108864 bytes/)]);
      },
      { baseUrl: infos.url },
    ));

  it('a 429 pauses all, however long its body', () =>
    reading(
      'spot',
      async ({ later }) => {
        infos.instead = { body: `{"code":-1003,"msg":"${'x'.repeat(9_000)}"}`, isGzip: true, status: 429 };
        await later(0);
        await later(3);
        expect(await infos.test.store.redis.get('collector:pause:local:spot')).toContain('429');
      },
      { baseUrl: infos.url },
    ));
});

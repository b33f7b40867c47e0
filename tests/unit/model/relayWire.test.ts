import fc from 'fast-check';
import { frameRecord, readBatch, readWish, saidRecord } from '../../../model/relayWire.ts';

const read = (batch: string) => {
  const records: [number, string][] = [];
  return { isWhole: readBatch(batch, (...record) => records.push(record)), records };
};

describe('a batch', () => {
  it('holds any texts, in order, whatever is in them', () => {
    const records = fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary' })));
    fc.assert(
      fc.property(records, (all) => {
        const batch = all.map(([number, text]) => frameRecord(number, text)).join('');
        expect(read(batch)).toEqual({ isWhole: true, records: all });
      }),
    );
  });

  it('goes through UTF-8 unharmed', () => {
    const text = '{"s":"币安人生USDT","x":"\u{1F600}"}';
    const sent = Buffer.from(frameRecord(7, text) + saidRecord({ is: 'followed', number: 7 })).toString();
    expect(read(sent).records).toEqual([
      [7, text],
      [0, '{"is":"followed","number":7}'],
    ]);
  });

  it.each(['x', '1', '1 ', '1 5 abc', ' 1 1 a', '1  1 a', '-1 1 a', '1 1 a2', '1 x a', '1.5 1 a'])(
    'is refused where it is none: "%s"',
    (batch) => {
      expect(read(batch).isWhole).toBe(false);
    },
  );

  it('is refused, and never hangs, whatever comes', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof read(text).isWhole === 'boolean'));
  });
});

describe('a wish', () => {
  const good = [
    { do: 'follow', number: 1, market: 'spot', stream: 'btcusdt@trade' },
    { do: 'leave', number: 1 },
    { do: 'book', number: 2, market: 'usdm', symbol: 'BTCUSDT', levels: 1000 },
  ];
  it.each(good)('is read: %j', (wish) => {
    expect(readWish(JSON.stringify(wish), ['spot', 'usdm'])).toEqual(wish);
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"do":"leave"}',
    '{"do":"leave","number":0}',
    '{"do":"leave","number":"1"}',
    '{"do":"follow","number":1,"market":"other","stream":"a@b"}',
    '{"do":"follow","number":1,"market":"spot","stream":5}',
    `{"do":"follow","number":1,"market":"spot","stream":"${'x'.repeat(201)}"}`,
    '{"do":"book","number":1,"market":"spot","symbol":"A","levels":1e99}',
    '{"do":"__proto__","number":1,"market":"spot"}',
  ])('is none: %s', (text) => {
    expect(readWish(text, ['spot', 'usdm'])).toBeNull();
  });
});

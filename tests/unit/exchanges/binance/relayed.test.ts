import fc from 'fast-check';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { binanceUsdm } from '../../../../exchanges/binance/usdm/connector.ts';
import type { RelayedStream } from '../../../../exchanges/relayedStreams.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';

const markets = { spot: binanceSpot, usdm: binanceUsdm };
type Name = keyof typeof markets;

const relayedOf = (market: Name) => {
  const { relayed, streams } = markets[market];
  if (relayed === undefined || streams === undefined) throw new Error('nothing is relayed');
  return { relayed, streams };
};
const streamOf = (market: Name, name: string): RelayedStream => {
  const found = relayedOf(market).relayed.streamOf(name);
  if (found === null) throw new Error(`no stream ${name}`);
  return found;
};

describe('a frame that is read without being parsed', () => {
  const { relayed, streams } = relayedOf('spot');

  it('has the stream, the time and the kind that parsing finds, and the very text of the event', () => {
    const E = 1_790_000_000_105;
    const events = [
      `{"e":"trade","E":${E},"s":"BTCUSDT","t":12}`,
      `{"u":7,"s":"BTCUSDT","b":"1.10","B":"2","a":"3","A":"4"}`,
      `{"e":"bookTicker","u":7,"E":${E},"T":1,"s":"BTCUSDT"}`,
      `[{"e":"24hrMiniTicker","E":${E},"s":"BTCUSDT"},{"e":"24hrMiniTicker","E":1790000000200}]`,
      `{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[]}`,
      `{"e":"kline","E":${E},"k":{"s":"a\\"}b"}}`,
      `{"e":"x","s":"\\"E\\":1790000000999,","E":${E}}`,
      `{"e":"x","E":1790000000105000}`,
      `{"e":"x","E":17}`,
      '[]',
      '{}',
    ];
    for (const data of events) {
      const frame = `{"stream":"btcusdt@x","data":${data}}`;
      const whole = streams.read(frame);
      expect(relayed.read(frame)).toEqual({ ...whole, data });
    }
  });

  it.each([
    '{"stream":"btcusdt@x" ,"data":{"E":1790000000105}}',
    '{ "stream": "btcusdt@x", "data": {"E": 1790000000105} }',
    '{"data":{"E":1790000000105},"stream":"btcusdt@x"}',
    '{"stream":"btcusdt@\\u0078","data":{"E":1790000000105}}',
  ])('is parsed where it is written in another way: %s', (frame) => {
    expect(relayed.read(frame)).toMatchObject({ kind: 'event', stream: 'btcusdt@x', time: 1_790_000_000_105 });
    expect(JSON.parse(String((relayed.read(frame) as { data: unknown }).data))).toEqual({ E: 1_790_000_000_105 });
  });

  it('says a shutdown, an answer and a refusal as parsing does', () => {
    const frames = [
      '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1790000000105}}',
      '{"stream":"btcusdt@x","data":{"e":"serverShutdown","E":1790000000105}}',
      '{"e":"serverShutdown","E":1790000000105}',
      '{"result":null,"id":7}',
      '{"error":{"code":2,"msg":"no"},"id":7}',
    ];
    for (const frame of frames) expect(relayed.read(frame)).toEqual(streams.read(frame));
  });

  it('throws nothing but what a frame is refused with, whatever comes', () => {
    const starts = fc.constantFrom(
      '',
      '{"stream":"',
      '{"stream":"a@b","data":',
      '{"stream":"a@b","data":{',
      '{"data":',
    );
    fc.assert(
      fc.property(starts, fc.string(), (start, rest) => {
        try {
          relayed.read(start + rest);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPayload);
        }
      }),
    );
  });
});

describe('what another socket has taken over', () => {
  const standing = (market: Name, name: string, told: readonly object[], event: object) =>
    streamOf(market, name).standing(
      told.map((each) => JSON.stringify(each)),
      JSON.stringify(event),
    );

  it.each([
    ['spot', 'btcusdt@trade', 't'],
    ['spot', 'btcusdt@aggTrade', 'a'],
    ['spot', 'btcusdt@bookTicker', 'u'],
    ['spot', 'btcusdt@depth20@100ms', 'lastUpdateId'],
    ['usdm', 'btcusdt@aggTrade', 'a'],
    ['usdm', 'btcusdt@bookTicker', 'u'],
    ['usdm', 'btcusdt@depth5', 'u'],
  ] as const)('%s %s goes by %s', (market, name, field) => {
    const told = [{ [field]: 4 }, { [field]: 5 }];
    expect([4, 5, 6, 9].map((number) => standing(market, name, told, { [field]: number, x: 1 }))).toEqual([
      'double',
      'double',
      'next',
      'next',
    ]);
  });

  it('changes of a book of spot go on where the last one ended', () => {
    const told = [{ U: 1, u: 5 }];
    const of = (U: number, u: number) => standing('spot', 'btcusdt@depth@100ms', told, { U, u });
    expect([of(1, 5), of(6, 7), of(4, 9), of(7, 8)]).toEqual(['double', 'next', 'next', 'hole']);
  });

  it('changes of a book of futures name the one before', () => {
    const told = [{ pu: 0, U: 1, u: 5 }];
    const of = (pu: number, u: number) => standing('usdm', 'btcusdt@depth', told, { pu, U: pu + 1, u });
    expect([of(0, 5), of(5, 9), of(4, 9), of(7, 9)]).toEqual(['double', 'next', 'hole', 'hole']);
  });

  it('others go by their time, and at the same time by what they say', () => {
    const told = [
      { E: 10, s: 'a' },
      { E: 20, s: 'a' },
      { E: 20, s: 'b' },
    ];
    const of = (event: object) => standing('usdm', '!markPrice@arr@1s', [told], [event]);
    expect(of({ E: 9 })).toBe('double');
    const one = (event: object) => standing('spot', 'btcusdt@kline_1m', told, event);
    expect(
      [
        { E: 10, s: 'x' },
        { E: 20, s: 'b' },
        { E: 20, s: 'a' },
        { E: 20, s: 'c' },
        { E: 21, s: 'a' },
      ].map(one),
    ).toEqual(['double', 'double', 'double', 'next', 'next']);
  });

  it('where nothing was told, or what was told cannot be read, it comes next', () => {
    expect(streamOf('spot', 'btcusdt@trade').standing([], '{"t":1}')).toBe('next');
    expect(streamOf('spot', 'btcusdt@trade').standing(['no JSON'], '{"t":1}')).toBe('next');
    expect(streamOf('spot', 'btcusdt@trade').standing(['{"t":1}'], 'no JSON')).toBe('next');
  });
});

it.each([
  ['spot', 'btcusdt@depth', 1_000],
  ['spot', 'btcusdt@depth@100ms', 100],
  ['spot', 'btcusdt@depth20@100ms', undefined],
  ['usdm', 'btcusdt@depth', 250],
  ['usdm', 'btcusdt@depth@500ms', 500],
  ['usdm', 'btcusdt@rpiDepth@500ms', undefined],
] as const)('%s %s changes the book each %s ms', (market, name, everyMs) => {
  expect(streamOf(market, name).bookEveryMs).toBe(everyMs);
});

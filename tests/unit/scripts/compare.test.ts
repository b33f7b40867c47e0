import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { joinCloses, type SecondRow } from '../../../analysis/closes.ts';
import { closesStatistics } from '../../../analysis/closesStatistics.ts';
import { connectors } from '../../../gateway/connectors.ts';
import type { Guest } from '../../../gateway/openGuest.ts';
import type { Market } from '../../../markets/markets.js';
import type { ExchangeReply } from '../../../model/exchangeRequest.ts';
import { StartError } from '../../../runtime/errors.ts';
import { askSeconds, checkPair } from '../../../scripts/compare/askSeconds.ts';
import { escapeXml, plotSvg } from '../../../scripts/compare/output/plotSvg.ts';
import { terminalTable } from '../../../scripts/compare/output/terminalTable.ts';
import { readArguments } from '../../../scripts/compare/readArguments.ts';
import { readRecording } from '../../../scripts/compare/readRecording.ts';
import { readSaved } from '../../../scripts/compare/readSaved.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';

const START = 1_790_000_000_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (content: string | Buffer) => {
  const file = join(folder, 'streams.txt');
  writeFileSync(file, content);
  return file;
};

function read(file: string, code = 'btcusdt', market: Market = 'spot') {
  const { seconds, streams, symbolOf } = connectors[market];
  if (seconds === undefined || streams === undefined) throw new Error('no streams');
  return readRecording(file, { seconds, symbol: symbolOf(code), protocol: streams });
}

const saved = (file: string, market: Market = 'spot') => {
  const { seconds } = connectors[market];
  if (seconds === undefined) throw new Error('no seconds');
  return readSaved(file, seconds);
};

const line = (data: { E: number; e: string }, name: string) =>
  `${data.E}000000 ${JSON.stringify({ stream: `btcusdt@${name}`, data })}`;
const trade = (a: number, second: number, p: string, q = '1') => {
  const T = START + Math.round(second * 1000);
  return line({ e: 'aggTrade', E: T, s: 'BTCUSDT', a, p, q, f: a, l: a, T, m: false } as never, 'aggTrade');
};
const candle = (second: number, c: string, f: number, x = true) => {
  const t = START + second * 1000;
  const k = {
    t,
    T: t + 999,
    s: 'BTCUSDT',
    i: '1s',
    f,
    L: f,
    o: c,
    c,
    h: c,
    l: c,
    v: '1',
    n: 1,
    x,
    q: '1',
    V: '0',
    Q: '0',
    B: '0',
  };
  return line({ e: 'kline', E: t + 1000, s: 'BTCUSDT', k } as never, 'kline_1s');
};
const kline = (second: number, close: string, lengthMs = 1000) => {
  const t = START + second * 1000;
  return [t, close, close, close, close, '1', t + lengthMs - 1, '1', 1, '0', '0', '0'];
};

describe('a recording', () => {
  test('candles of a second come before trades; one that only formed is none', async () => {
    const lines = [
      candle(0, '1', 1),
      trade(1, 0, '9'),
      candle(2, '2', 2),
      trade(2, 2, '9'),
      candle(3, '3', 3, false),
      trade(3, 8, '9'),
    ];
    const { stream, rows } = await read(fileOf(lines.join('\n')));
    expect(stream).toBe('btcusdt@kline_1s');
    expect(rows.map(({ openTime, close }) => [(openTime - START) / 1000, close])).toEqual([
      [0, '1'],
      [1, '1'],
      [2, '2'],
    ]);
  });

  test('seconds of a break at the end are missing, not carried: the first event after it shows that trades were missed', async () => {
    const secondsOf = async (firstId: number) => {
      const lines = [candle(0, '1', 1), candle(1, '2', 2), candle(9, '3', firstId, false)];
      const { rows } = await read(fileOf(lines.join('\n')));
      return rows.map(({ openTime }) => (openTime - START) / 1000);
    };
    expect(await secondsOf(9)).toEqual([0, 1]);
    expect(await secondsOf(3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('lines that are broken are counted, events that cannot be right are said, others are passed over', async () => {
    const lines = [
      'wss://stream.example/stream',
      trade(1, 0, '1'),
      'what is this',
      '{"half":',
      trade(2, 1, '2'),
      '{"lastUpdateId":1}',
      trade(3, 2, '-3'),
      trade(3, 2, '3'),
      '',
      trade(4, 5, '4'),
    ];
    const { rows, notes } = await read(fileOf(gzipSync(lines.join('\r\n'))));
    expect(rows.map(({ close }) => close)).toEqual(['2', '3', '3', '3']);
    expect(notes.join('\n')).toMatch(
      /2 of 8 lines of streams\.txt cannot be read, the first is line 3\n1 events of btcusdt@aggTrade were left out: /,
    );
  });

  test('one that is cut in the middle is compared as far as it goes', async () => {
    const packed = gzipSync(
      Array.from({ length: 4000 }, (_, index) =>
        trade(index, index / 10, `${index + 1}.${String(Math.random()).slice(2, 10)}`),
      ).join('\n'),
    );
    const { rows, notes } = await read(fileOf(packed.subarray(0, packed.length - 2000)));
    expect(rows.length).toBeGreaterThan(100);
    expect(notes.join()).toContain('ends in the middle');
  });

  test.each([
    ['', /no whole second of btcusdt@kline_1s, btcusdt@aggTrade, btcusdt@trade in it \(0 lines/],
    [trade(1, 0, '1').replaceAll('btcusdt', 'ethusdt'), /no whole second/],
    ['\u0000\u0001\u0002', /1 lines, 1 of them cannot be read/],
    [[candle(0, '1', 1), candle(100_000, '1', 5)].join('\n'), /at most a day is compared/],
  ])('%p is refused in one line', async (content, why) => {
    await expect(read(fileOf(content))).rejects.toThrow(why);
  });
});

describe('saved rows', () => {
  test('candles of a second, and trades', async () => {
    const rows = await saved(fileOf(JSON.stringify([kline(0, '1'), kline(1, '2')])));
    expect(rows).toEqual(
      [0, 1].map((second) => ({ openTime: START + second * 1000, close: `${second + 1}`, volume: '1' })),
    );
    const trades = [1, 2, 3].map((a) => ({ a, p: `${a}`, q: '1', f: a, l: a, T: START + a * 1000, m: true }));
    expect((await saved(fileOf(gzipSync(JSON.stringify(trades))), 'usdm')).map(({ close }) => close)).toEqual(['2']);
  });

  test.each([
    ['nothing', /no JSON list/],
    ['{"code":-1}', /no JSON list/],
    [JSON.stringify([kline(0, '1', 60_000)]), /a candle of 60 s, not of one.*--rest takes candles of one second/],
    [JSON.stringify([kline(0, 'x')]), /--rest takes candles/],
    ['[[1]]', /--rest takes candles/],
    ['[null]', /--rest takes candles/],
  ])('%p is refused in one line', async (content, why) => {
    await expect(saved(fileOf(content))).rejects.toThrow(why);
  });
});

test.each(['spot', 'usdm'] as const)('%s: a row of REST that cannot be right is said in one line', async (market) => {
  const { seconds, symbolOf } = connectors[market];
  if (seconds === undefined) throw new Error('no seconds');
  const clock = { nowOrWall: Date.now, uncertainty: () => 0 } as Guest['clock'];
  const guest = { clock, ask: async () => ({ data: [['odd']], text: '[["odd"]]' }) as unknown as ExchangeReply };
  const patience = { signal: new AbortController().signal, say: () => undefined };
  const options = { guest, symbol: symbolOf('btcusdt'), from: START, to: START + 9000, onProgress: () => undefined };
  for (const asking of [
    askSeconds(seconds, { ...options, ...patience }),
    checkPair(seconds, { ...options, ...patience }),
  ]) {
    const error = await asking.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toMatch(/^[^\n]*odd[^\n]*: nothing is compared$/);
  }
});

test.each([
  [[], '--code is missing'],
  [['--code', 'a b'], '--code must be a pair'],
  [['--code', 'btcusdt', '--market', 'coinm'], '--market must be one of spot, usdm'],
  ...['0', '3601', '1.5', '-1', 'x', ''].map(
    (text) => [['--code', 'btcusdt', `--seconds=${text}`], '--seconds must be a whole number'] as const,
  ),
  [['--code', 'btcusdt', '--rest', 'x'], '--rest goes with --from'],
  [['--code', 'btcusdt', '--from', 'x', '--seconds', '5'], '--seconds is of listening'],
  [['--code', 'btcusdt', '--out', ''], '--out is empty'],
  [['--code', 'btcusdt', '--nonsense'], "Unknown option '--nonsense'"],
] as const)('%j is refused with what is accepted', (args, why) => {
  expect(() => readArguments([...args])).toThrow(why);
  expect(() => readArguments([...args])).toThrow('usage: npm run compare');
});

describe('what is shown', () => {
  const second = (at: number, close: string): SecondRow => ({ openTime: START + at * 1000, close, volume: '1' });
  const comparedOf = (stream: SecondRow[], rest: SecondRow[], code = 'btcusdt') => {
    const rows = joinCloses(stream, rest);
    const range = { from: START, to: START + 9000 };
    const sources = { stream: 'one', rest: 'other' };
    return {
      market: 'spot',
      code,
      sources,
      ...range,
      rows,
      statistics: closesStatistics(rows, range),
      notes: ['what is to be known'],
    } as const;
  };

  test('the terminal says what is missing, and whose extremes are higher', () => {
    const text = terminalTable(comparedOf([second(0, '1'), second(1, '5')], [second(0, '2'), second(3, '1')]));
    expect(text).toMatch(/missing of the stream +8 \(14:13:22 to 14:13:29\)/);
    expect(text).toMatch(/highest close +stream 5 at .*REST 2 at .*: stream is higher/);
    expect(text).toMatch(/lowest close .*: equal/);
    expect(text).toContain('note: what is to be known');
  });

  test.each([
    [[], []],
    [[second(0, '1')], []],
    [[second(0, '0'), second(1, '0')], [second(5, '0')]],
    [[second(0, '1e5'.replace('e', ''))], [second(0, '0.00000001')]],
  ])('a plot has no figure that is none: %#', (stream, rest) =>
    expect(plotSvg(comparedOf(stream, rest))).not.toMatch(/NaN|Infinity|undefined|null/),
  );

  test('whatever a name holds, it is text', () => {
    const svg = plotSvg(comparedOf([second(0, '1')], [], `<script>"&\u0000'币`));
    expect(svg).toContain('&lt;script&gt;&quot;&amp;?');
    expect(svg).not.toContain('<script');
    expect(escapeXml('<&>"')).toBe('&lt;&amp;&gt;&quot;');
    expect(svg).toContain('prefers-color-scheme: dark');
  });
});

describeWithRecordings('recordings of Binance', () => {
  test('trades of spot: all seconds but those at the ends', async () => {
    const { stream, rows, notes } = await read(recording('streams/hft-spot-btcusdt_20240808.ndjson.gz'));
    expect([stream, rows.length, notes]).toEqual([
      'btcusdt@trade',
      345,
      ['in 2 seconds of the stream nothing was traded'],
    ]);
  });

  test('trades of futures, with those that are none of the market', async () => {
    const { stream, rows } = await read(recording('streams/hft-usdm-btcusdt_20240808.ndjson.gz'), 'btcusdt', 'usdm');
    expect(stream).toBe('btcusdt@trade');
    expect(rows.length).toBeGreaterThan(250);
  });

  test('captures whose first line is the address', async () => {
    const { stream, rows } = await read(recording('streams/capture-usdm-2021.ws.gz'), 'sushiusdt', 'usdm');
    expect([stream, rows.length]).toEqual(['sushiusdt@aggTrade', 24]);
  });

  test('candles of five minutes are refused', async () => {
    await expect(saved(recording('klines/spot-BTCUSDT-1h.json.gz'))).rejects.toThrow(/a candle of 3600 s/);
  });
});

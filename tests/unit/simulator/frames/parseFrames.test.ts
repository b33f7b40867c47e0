import { moveTimes } from '../../../../simulator/frames/moveTimes.ts';
import { parseFrames } from '../../../../simulator/frames/parseFrames.ts';

const trade =
  '{"e":"trade","E":1700000001000,"s":"ABCUSDT","t":7,"p":"1.50","q":"2.0","T":1700000000999,"m":true,"M":true}';
const best = '{"u":5,"s":"ABCUSDT","b":"1.49000000","B":"1","a":"1.51000000","A":"1"}';
const wrap = (stream: string, data: string) => `{"stream":"${stream}","data":${data}}`;
const read = (...lines: string[]) => parseFrames('abc.ndjson', `${lines.join('\n')}\n`);

describe('reading a capture', () => {
  it('keeps events letter by letter, and when they were received, in both layouts', () => {
    const { frames, leftOut } = read(
      `1700000001000500000 ${wrap('abcusdt@trade', trade)}`,
      `1700000001.002: ${wrap('abcusdt@bookTicker', best)}`,
    );
    expect(frames).toEqual([
      { at: 1700000001000.5, stream: 'abcusdt@trade', text: trade, eventTime: 1700000001000 },
      { at: 1700000001002, stream: 'abcusdt@bookTicker', text: best, eventTime: undefined },
    ]);
    expect(leftOut).toBe(0);
  });

  it('takes the address in the first line, order books, empty lines, and line ends of Windows', () => {
    const book = '{"lastUpdateId":9,"bids":[["1.4","1"]],"asks":[["1.6","1"]]}';
    const { frames } = read('wss://example.com/stream?streams=a <-> 1', `1700000001000500000 ${book}\r`, '');
    expect(frames).toEqual([{ at: 1700000001000.5, stream: undefined, text: book, eventTime: undefined }]);
  });

  it('plays nothing before what stands ahead of it', () => {
    const { frames } = read(
      `1700000002.5: ${wrap('abcusdt@trade', trade)}`,
      `1700000002.4: ${wrap('abcusdt@trade', trade)}`,
    );
    expect(frames.map(({ at }) => at)).toEqual([1700000002500, 1700000002500]);
  });

  it.each([
    ['an answer', '{"result":null,"id":1}'],
    ['an event without its stream', trade],
    ['a stream of all pairs', wrap('!miniTicker@arr', '[]')],
    ['one of another form', `{"data":${trade},"stream":"abcusdt@trade"}`],
  ])('leaves out and counts %s', (_title, json) => {
    expect(read(`1700000001000500000 ${json}`)).toEqual({ frames: [], leftOut: 1 });
  });

  it.each([
    ['no time', wrap('abcusdt@trade', trade)],
    ['a cut line', `1700000001000500000 ${wrap('abcusdt@trade', trade).slice(0, -9)}}`],
    ['a time alone', '1700000001000500000'],
    ['a time in ms', `1700000001000 ${wrap('abcusdt@trade', trade)}`],
    ['a list', '1700000001000500000 []'],
    ['an address that is not in the first line', 'wss://example.com/'],
  ])('refuses %s, naming file and line', (_title, line) => {
    expect(() => read(`1700000001000500000 ${wrap('abcusdt@trade', trade)}`, line)).toThrow(
      /^abc\.ndjson, line 2: not a time and a JSON object/,
    );
  });
});

describe('moving the times of an event', () => {
  it('moves times and nothing else, in the unit asked for', () => {
    const moved = (by: number) =>
      trade.replace('1700000001000', `${1700000001000 + by}`).replace('1700000000999', `${1700000000999 + by}`);
    expect(moveTimes(trade, 5000, (ms) => ms)).toBe(moved(5000));
    expect(moveTimes(trade, -7000, (ms) => ms)).toBe(moved(-7000));
    expect(JSON.parse(moveTimes(trade, 1, (ms) => ms * 1000))).toMatchObject({
      E: 1700000001001000,
      T: 1700000001000000,
      t: 7,
    });
    expect(moveTimes(best, 5000, (ms) => ms)).toBe(best);
  });

  it('moves those inside, and nothing within a text', () => {
    const text = String.raw`{"k":{"t":1700000000000,"T":1700000059999,"f":1700000000000},"x":"\"E\":1700000000000}"}`;
    expect(moveTimes(text, 1, (ms) => ms)).toBe(
      String.raw`{"k":{"t":1700000000001,"T":1700000060000,"f":1700000000000},"x":"\"E\":1700000000000}"}`,
    );
  });
});

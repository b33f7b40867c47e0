import { parseRecording } from '../../../../simulator/replay/parseRecording.ts';

const first =
  '1625154120000,33495.38000000,33529.84,33492.9,33523.68,17.56077600,1625154179999,588383.09,539,9.69745,324935.8,0';
const second = first
  .replaceAll('16251541', '16251542')
  .replace('1625154220000', '1625154180000')
  .replace('1625154279999', '1625154239999');
const read = (...lines: string[]) => parseRecording('BTCUSDT', 'BTCUSDT-1m.csv', `${lines.join('\n')}\n`);

describe('reading a recording', () => {
  it('keeps the rows word for word, and finds the decimals in use', () => {
    const recording = read(first, second);
    expect(recording.lines).toEqual([first, second]);
    expect(recording.openTimes).toEqual([1625154120000, 1625154180000]);
    expect(recording).toMatchObject({ priceDecimals: 2, quantityDecimals: 6, inMicroseconds: false });
  });

  it('takes microseconds, a header line and line ends of Windows', () => {
    const inMicroseconds = first
      .replace('1625154120000', '1625154120000000')
      .replace('1625154179999', '1625154179999999');
    const recording = read('open_time,open,high', `${inMicroseconds}\r`);
    expect(recording.openTimes).toEqual([1625154120000]);
    expect(recording.inMicroseconds).toBe(true);
  });

  it.each([
    ['a row with too few columns', [first, '1625154180000,1,2'], 'line 2: not a candle of twelve'],
    ['a word in place of a number', [first.replace('33529.84', 'high')], 'line 1: not a candle of twelve'],
    [
      'a time off the minute',
      [first.replace('1625154120000', '1625154120001')],
      'line 1: the open time is not a whole minute',
    ],
    ['a repeated row', [first, first], 'line 2: the open time does not rise'],
    ['rows out of order', [second, first], 'line 2: the open time does not rise'],
    ['a close above the high', [first.replace('33523.68', '33523680')], 'line 1: open or close lies outside'],
    [
      'milliseconds after microseconds',
      [first.replace('1625154120000', '1625154120000000'), second],
      'line 2: milliseconds and microseconds',
    ],
    ['nothing', [''], 'no candle in it'],
  ])('refuses %s, naming file and line', (_title, lines, message) => {
    expect(() => read(...lines)).toThrow(message);
    expect(() => read(...lines)).toThrow('BTCUSDT-1m.csv');
  });
});

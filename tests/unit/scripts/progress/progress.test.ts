import { Writable } from 'node:stream';
import { createProgress } from '../../../../scripts/progress/createProgress.ts';

/** A stream that keeps what is written to it, as a terminal of so many columns where it is one. */
function openStream(columns?: number) {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  Object.assign(stream, columns === undefined ? {} : { isTTY: true, columns });
  return { stream, written: () => written };
}

const ESC = '\u001b';
const CODES = new RegExp(`${ESC}\\[(\\d*)([A-Za-z])|([^])`, 'g');

/** What a terminal shows after this: cursor up, to the first column, and what clears. */
function screenOf(written: string): string[] {
  const lines = [''];
  let [row, column] = [0, 0];
  for (const [, code, to, text = ''] of written.matchAll(CODES)) {
    const line = lines[row] ?? '';
    if (to === 'A') row -= Number(code || 1);
    else if (to === 'G') column = 0;
    else if (to === 'K') lines[row] = code === '2' ? '' : line.slice(0, column);
    else if (to === 'J') lines.splice(row, lines.length, line.slice(0, column));
    else if (to !== undefined) throw new Error(`unknown: ${code}${to}`);
    else if (text === '\n') [row, column] = [row + 1, 0];
    else {
      lines[row] = line.padEnd(column).slice(0, column) + text + line.slice(column + 1);
      column += 1;
    }
    while (lines.length <= row) lines.push('');
  }
  return lines;
}

test('without a terminal: what is said, and long work each ten seconds', () => {
  let now = 0;
  const { stream, written } = openStream();
  const progress = createProgress({ stream, monotonic: () => now });
  progress.say('opening');
  const work = progress.begin('stream');
  for (now = 1_000; now <= 25_000; now += 1_000) work.at(now / 60_000, `${now / 1000} of 60 s`);
  work.end('60 rows');
  progress.begin('REST').end();
  progress.close();
  expect(written().split('\n')).toEqual([
    ...['opening', 'stream: 16 %, 10 of 60 s', 'stream: 33 %, 20 of 60 s', 'stream: 60 rows', ''],
  ]);
});

test('on a terminal: bars stand below what was said, go one by one, and none is left', () => {
  let now = 0;
  const { stream, written } = openStream(80);
  const progress = createProgress({ stream, monotonic: () => now });
  progress.say('two at once');
  const [one, other] = [progress.begin('one'), progress.begin('other')];
  one.at(0, 'nothing');
  now = 10_000;
  one.at(0.25, '15 of 60 s');
  other.at(0.5, '1,200 rows');
  progress.say('waits');
  const bar = (full: number) => '■'.repeat(full).padEnd(25);
  const shown = screenOf(written()).map((line) => line.replaceAll(/[^ -~■]/g, ' '));
  expect(shown).toEqual([
    'two at once',
    'waits',
    `one ${bar(6)} 25 % 15 of 60 s, 30 s left`,
    `other ${bar(13)} 50 % 1,200 rows`,
  ]);
  other.end('done');
  expect(screenOf(written())[2]).toBe('other: done');
  progress.close();
  progress.close();
  progress.say('the end');
  expect(screenOf(written())).toEqual(['two at once', 'waits', 'other: done', 'the end', '']);
});

test('a narrow terminal cuts a bar off and wraps no line; the terminal is left as it was', () => {
  const { stream, written } = openStream(20);
  const progress = createProgress({ stream });
  progress.begin('spot btcusdt klines 1440').at(0.5, '100 rows');
  progress.say('x');
  progress.close();
  expect(written()).not.toContain(`${ESC}[?`);
  expect(screenOf(written())).toEqual(['x', '']);
});

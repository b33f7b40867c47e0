import { copyFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../eventually.ts';
import { good, type Watched, watched } from './watched.ts';

let subject: Watched;
beforeEach(() => {
  subject = watched();
});
afterEach(() => subject.close());

const edited = { ...good, pairs: ['btcusdt', 'ETHUSDT'] };
const editedText = JSON.stringify(edited);

const styles: [title: string, edit: (at: Watched) => Promise<void> | void][] = [
  ['written in place', ({ write }) => write(edited)],
  [
    'renamed over',
    ({ directory, file }) => {
      writeFileSync(join(directory, 'new'), editedText);
      renameSync(join(directory, 'new'), file);
    },
  ],
  [
    'deleted and created again',
    ({ file, write }) => {
      rmSync(file);
      write(edited);
    },
  ],
  [
    'deleted for a while and created again',
    async ({ file, write, watch }) => {
      rmSync(file);
      await eventually(() => !watch.status().ok);
      write(edited);
    },
  ],
  [
    'half written, then completed',
    async ({ write, looks }) => {
      write(editedText.slice(0, 20));
      await looks(3);
      write(editedText);
    },
  ],
  [
    'swapped as a symbolic link, twice',
    ({ directory, file }) => {
      writeFileSync(join(directory, 'one'), editedText);
      symlinkSync('one', join(directory, 'link'));
      renameSync(join(directory, 'link'), file);
    },
  ],
  [
    'moved away by an editor that keeps a backup',
    ({ file, write }) => {
      renameSync(file, `${file}~`);
      write(edited);
    },
  ],
  [
    'copied over with its old time stamp',
    ({ directory, file }) => {
      writeFileSync(join(directory, 'new'), editedText);
      copyFileSync(join(directory, 'new'), file);
      utimesSync(file, 1, 1);
    },
  ],
];

test.each(styles)('an edit is taken once when the file is %s', async (_title, edit) => {
  const before = subject.watch.current();
  await edit(subject);
  await eventually(() => subject.changes.length > 0);
  await subject.looks(5);
  expect(subject.changes).toHaveLength(1);
  expect(subject.changes[0]?.previous).toBe(before);
  expect(subject.changes[0]?.next).toBe(subject.watch.current());
  expect(subject.watch.current().pairs).toEqual(['btcusdt', 'ethusdt']);
  expect(Object.isFrozen(subject.watch.current().pairs)).toBe(true);
  expect(subject.watch.status()).toMatchObject({ ok: true, faults: [], restartNeeded: [] });
});

const pairs = ['btcusdt'];
const bad: [title: string, content: string | null, fault: RegExp][] = [
  ['broken JSON', '{ "pairs": [}', /it is not valid JSON: line 1, column 13/],
  ['a half-written file', editedText.slice(0, 20), /half-written/],
  ['an empty file', '', /the file is empty/],
  ['a file that is gone', null, /there is no such file/],
  ['an unknown key', JSON.stringify({ pairs, x: 1 }), /^x: unknown key/],
  ['an unknown feed', JSON.stringify({ pairs, feeds: { x: {} } }), /^feeds\.x: unknown feed/],
  ['a wrong type', JSON.stringify({ pairs: 'btcusdt' }), /^pairs: must be a list/],
  ['a pair that is no pair', JSON.stringify({ pairs: ['b t'] }), /^pairs\[0\]: must be/],
  ['a period out of range', JSON.stringify({ pairs, feeds: { price: { everySeconds: 0 } } }), /everySeconds: must be/],
];

test.each(bad)(
  '%s changes nothing, is logged once, and is over when the file is put back',
  async (_title, content, fault) => {
    const before = subject.watch.current();
    const { hash, since } = subject.watch.status();
    if (content === null) rmSync(subject.file);
    else subject.write(content);
    await eventually(() => !subject.watch.status().ok);
    await subject.looks(5);
    expect(subject.watch.status()).toMatchObject({ ok: false, hash, faults: [expect.stringMatching(fault)] });
    expect(subject.watch.status().since).toBeGreaterThanOrEqual(since);
    expect(subject.messages).toEqual([
      expect.stringMatching(/^error configuration refused, the last good one stays in use: /),
    ]);

    subject.write(good);
    await eventually(() => subject.watch.status().ok);
    await subject.looks(5);
    expect(subject.messages.slice(1)).toEqual(['info configuration is back to the one in use']);
    expect(subject.watch.status()).toMatchObject({ ok: true, hash, faults: [] });
    expect(subject.watch.current()).toBe(before);
    expect(subject.changes).toEqual([]);
  },
);

test('each further bad content is logged once, with all its faults', async () => {
  subject.write({ pairs: [], x: 1 });
  await eventually(() => subject.messages.length === 1);
  subject.write({ pairs: [], y: 1 });
  await eventually(() => subject.messages.length === 2);
  await subject.looks(3);
  expect(subject.messages).toEqual([
    expect.stringMatching(/x: unknown key.*; pairs: must/),
    expect.stringMatching(/y: unknown key/),
  ]);
  expect(subject.watch.status().faults).toHaveLength(2);
});

test('a fix that differs from the last good content is taken', async () => {
  subject.write('{');
  await eventually(() => !subject.watch.status().ok);
  subject.write(edited);
  await eventually(() => subject.watch.status().ok);
  await eventually(() => subject.changes.length === 1);
});

test('other spaces alone change the hash and nothing else', async () => {
  const { hash } = subject.watch.status();
  subject.write(JSON.stringify(good, null, 4));
  await eventually(() => subject.watch.status().hash !== hash);
  await subject.looks(3);
  expect(subject.changes).toEqual([]);
});

test('a file that is still being written is not judged before it rests', async () => {
  let written = 0;
  const writer = setInterval(() => {
    written += 1;
    subject.write(`{ "pairs": [${' '.repeat(written)}`);
  }, 1);
  await subject.looks(20);
  clearInterval(writer);
  subject.write(edited);
  await eventually(() => subject.changes.length === 1);
  expect(subject.messages).toEqual(['info configuration taken: ethusdt added']);
});

test('after close nothing is looked at', async () => {
  subject.watch.close();
  subject.write('{');
  await subject.looks(5);
  expect(subject.messages).toEqual([]);
});

it('the trades kept by default follow the pairs that the process started with, not those of an edit', async () => {
  const pairs = Array.from({ length: 21 }, (_, index) => `pair${index}`);
  subject.write({ ...good, pairs });
  await eventually(() => subject.changes.length === 1);
  expect(subject.watch.current()).toMatchObject({ pairs, retention: { trades: 20_000 } });
  subject.write({ ...good, pairs, retention: { trades: 5_000 } });
  await eventually(() => subject.changes.length === 2);
  expect(subject.watch.current().retention.trades).toBe(5_000);
  subject.write({ ...good, pairs });
  await eventually(() => subject.changes.length === 3);
  expect(subject.watch.current().retention.trades).toBe(20_000);
});

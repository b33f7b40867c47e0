import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { smallDisk } from '../../../../rig/smallDisk.ts';
import { openTableWriter } from '../../../../scripts/files/openTableWriter.ts';
import { openWholeFile } from '../../../../scripts/files/wholeFile.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whole-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);

test('a file has its name only when it is whole', async () => {
  const file = await openWholeFile(at('rows.csv'));
  await file.write('one\n');
  await file.write(Buffer.from('two\n'));
  expect(fs.existsSync(at('rows.csv'))).toBe(false);
  expect(file.size).toBe(8);
  await file.commit();
  expect(fs.readFileSync(at('rows.csv'), 'utf8')).toBe('one\ntwo\n');
  expect(fs.readdirSync(folder)).toEqual(['rows.csv']);
});

test('what is given up leaves nothing, and what was there stays', async () => {
  fs.writeFileSync(at('rows.csv'), 'old');
  const file = await openWholeFile(at('rows.csv'), { force: true });
  await file.write('new');
  await file.abort();
  expect(fs.readFileSync(at('rows.csv'), 'utf8')).toBe('old');
  expect(fs.readdirSync(folder)).toEqual(['rows.csv']);
});

test('a file that exists is replaced only by force, and at once', async () => {
  fs.writeFileSync(at('rows.csv'), 'old');
  await expect(openWholeFile(at('rows.csv'))).rejects.toThrow('rows.csv exists: --force replaces it');
  const file = await openWholeFile(at('rows.csv'), { force: true });
  await file.write('new');
  expect(fs.readFileSync(at('rows.csv'), 'utf8')).toBe('old');
  await file.commit();
  expect(fs.readFileSync(at('rows.csv'), 'utf8')).toBe('new');
});

test('a file that appears meanwhile is not replaced', async () => {
  const file = await openWholeFile(at('rows.csv'));
  fs.writeFileSync(at('rows.csv'), 'of somebody else');
  await expect(file.commit()).rejects.toThrow('exists: --force replaces it');
  expect(fs.readFileSync(at('rows.csv'), 'utf8')).toBe('of somebody else');
  expect(fs.readdirSync(folder)).toEqual(['rows.csv']);
});

test('what stands beside a file of lines must not exist either', async () => {
  fs.writeFileSync(at('rows.csv.json'), '{}');
  await expect(openTableWriter('csv', at('rows.csv'), [])).rejects.toThrow('rows.csv.json exists: --force replaces it');
});

test('on a full disk what stands beside a file leaves nothing', async () => {
  const disk = smallDisk(at('disk'));
  if (typeof disk === 'string') return console.warn(`not tested: ${disk}`);
  try {
    const table = await openTableWriter('csv', at('disk/rows.csv'), [{ name: 'id', type: 'integer' }]);
    await table.checkpoint();
    disk.fill();
    await expect(table.close({ market: 'spot' })).rejects.toThrow('rows.csv.json cannot be written: the disk is full');
    await table.abort();
    disk.empty();
    expect(fs.readdirSync(at('disk'))).toEqual([]);
  } finally {
    disk.close();
  }
});

test('a place that cannot be is told in one line', async () => {
  fs.writeFileSync(at('plain'), '');
  fs.mkdirSync(at('folder'));
  const refused = (name: string) => openWholeFile(at(name), { force: true });
  await expect(refused('none/rows.csv')).rejects.toThrow(`the folder ${at('none')} does not exist`);
  await expect(refused('plain/rows.csv')).rejects.toThrow(`${at('plain')} is no folder`);
  await expect(refused('folder')).rejects.toThrow(`${at('folder')} is a folder: name a file`);
  await expect(refused('x'.repeat(300))).rejects.toThrow('is too long for this disk');
});

test('what a killed process has left is removed, what a living one writes is not', async () => {
  fs.writeFileSync(at('.rows.csv.999999999.1.tmp'), 'left');
  fs.writeFileSync(at(`.rows.csv.${process.ppid}.1.tmp`), 'being written');
  await (await openWholeFile(at('rows.csv'))).commit();
  expect(fs.readdirSync(folder).sort()).toEqual([`.rows.csv.${process.ppid}.1.tmp`, 'rows.csv']);
});

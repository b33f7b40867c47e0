import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import path from 'node:path';
import request from 'supertest';
import { figureAt, figureTable } from '../../../../analysis/figureTable.ts';
import type { Snapshot } from '../../../../analysis/snapshot.ts';
import { code, configWith, NOW } from '../apiFixture.ts';
import { savedSnapshots } from './savedSnapshots.ts';

const saved = savedSnapshots();

const get = (query = '') => request(saved.api.app).get(`/analytics/snapshots?code=${code}${query}`);
const withPrice = (last: string): Partial<Snapshot> => ({
  figures: { ...saved.like.figures, price: { ...saved.like.figures.price, last } },
});

it('is empty where there is no folder, and where nothing is in it', async () => {
  for (const folder of [saved.directory, path.join(saved.directory, 'none')]) {
    saved.api.config = configWith({ snapshots: { directory: folder } });
    const { status, body } = await get();
    expect(status).toBe(200);
    expect(body).toMatchObject({ market: 'spot', code, total: 0, snapshots: [], unreadable: [] });
  }
});

it('lists the snapshots of a pair, oldest first, and which figures may be asked for', async () => {
  const newer = saved.put({ at: NOW + 60_000 });
  const older = saved.put();
  saved.put({ code: 'ethusdt' });
  saved.put({ code: 'btcusdt-x' });
  saved.put({ market: 'usdm' });
  for (const other of [
    'spot-btcusdt-1.json',
    'notes.txt',
    `.${older}.1.1.tmp`,
    'spot-btcusdt-20260631T000000.000Z.json',
  ]) {
    fs.writeFileSync(path.join(saved.directory, other), '{}');
  }
  const { body } = await get();
  expect(body.snapshots).toEqual([
    { file: older, at: NOW, value: null },
    { file: newer, at: NOW + 60_000, value: null },
  ]);
  expect([body.total, body.unreadable]).toEqual([2, []]);
  expect(body.figures).toEqual(figureTable.map(({ name, unit, says }) => ({ name, unit, says })));
});

it('tells a figure of each', async () => {
  for (const [index, price] of ['100.1', '100.2', '99'].entries()) saved.put({ at: NOW + index, ...withPrice(price) });
  const { body } = await get('&figure=price.last');
  expect(body.snapshots.map(({ value }: { value: string }) => value)).toEqual(['100.1', '100.2', '99']);
  for (const { name } of figureTable) {
    const [first] = (await get(`&figure=${name}&limit=1`)).body.snapshots;
    const named = name === 'price.last' ? '99' : figureAt(saved.like.figures, name);
    expect([name, first.value]).toEqual([name, named]);
  }
});

it('tells the newest ones of many', async () => {
  const names = Array.from({ length: 25 }, (_, index) => saved.put({ at: NOW + index * 1000 }));
  const { body } = await get('&limit=3');
  expect(body.total).toBe(25);
  expect(body.snapshots.map(({ file }: { file: string }) => file)).toEqual(names.slice(-3));
});

it('names what cannot be read, which harms no other', async () => {
  const text = JSON.stringify(saved.like);
  const bad: [string, RegExp][] = [
    [saved.putText(NOW + 1, text.slice(0, text.length / 2)), /no JSON, or only a part of it/],
    [saved.putText(NOW + 2, ''), /no JSON/],
    [saved.putText(NOW + 3, '[]'), /names no version/],
    [
      saved.putText(NOW + 4, text.replace('"version":1', '"version":2')),
      /of version 2, and this program reads version 1/,
    ],
    [saved.putText(NOW + 5, text.replace('"skewMs":0', '"skewMs":"0"')), /snapshot\.schema\.json says: \/skewMs/],
    [saved.putText(NOW + 6, text.replace('"code":"btcusdt"', '"code":"ethusdt"')), /holds spot ethusdt/],
    [saved.putText(NOW + 7, ' '.repeat(5_000_001)), /larger than 5 MB/],
    [saved.nameOf(NOW + 8), /not a regular file/],
    [saved.nameOf(NOW + 9), /symbolic link/],
    [saved.putText(NOW + 10, 'null'), /no JSON/],
  ];
  fs.mkdirSync(path.join(saved.directory, saved.nameOf(NOW + 8)));
  fs.symlinkSync('/etc/passwd', path.join(saved.directory, saved.nameOf(NOW + 9)));
  const good = saved.put({ at: NOW + 100 });
  const { status, body } = await get();
  expect([status, body.total]).toEqual([200, 11]);
  expect(body.snapshots).toEqual([{ file: good, at: NOW + 100, value: null }]);
  expect(body.unreadable).toEqual(bad.map(([file, why]) => ({ file, why: expect.stringMatching(why) })));
});

it('reads a file again once it is another one', async () => {
  const file = saved.put(withPrice('1'));
  const value = async () => (await get('&figure=price.last')).body.snapshots[0]?.value;
  expect(await value()).toBe('1');
  const read = jest.spyOn(JSON, 'parse');
  expect(await value()).toBe('1');
  const parsed = read.mock.calls.filter(([text]) => text.includes('"version"')).length;
  read.mockRestore();
  expect(parsed).toBe(0);
  saved.put(withPrice('1.25'));
  expect(await value()).toBe('1.25');
  fs.rmSync(path.join(saved.directory, file));
  expect(await value()).toBeUndefined();
});

it('is a 503 where the folder cannot be read', async () => {
  const file = path.join(saved.directory, saved.put());
  saved.api.config = configWith({ snapshots: { directory: file } });
  const { status, body, headers } = await get();
  expect([status, body.error, headers['retry-after']]).toEqual([503, 'unavailable', '10']);
  expect(body.detail).toBe('the folder of snapshots (snapshots.directory) cannot be read: ENOTDIR');
});

it.each([
  ['&figure=', 400, 'invalid-parameter', 'figure'],
  ['&figure=price', 400, 'invalid-parameter', 'figure'],
  ['&figure=price.constructor', 400, 'invalid-parameter', 'figure'],
  ['&figure=price.last&figure=price.last', 400, 'repeated-parameter', 'figure'],
  ['&limit=0', 400, 'invalid-parameter', 'limit'],
  ['&limit=1001', 400, 'invalid-parameter', 'limit'],
  ['&limit=1e2', 400, 'invalid-parameter', 'limit'],
  ['&code=ethusdt', 400, 'repeated-parameter', 'code'],
  ['&market=usdm', 404, 'market-not-configured', 'market'],
])('%s is refused', async (query, status, error, parameter) => {
  const { body, ...answer } = await get(query);
  expect([answer.status, body.error, body.parameter]).toEqual([status, error, parameter]);
  expect(body.accepted.length).toBeGreaterThan(0);
});

it('what the system refuses now is asked for again, though the file stays the same', async () => {
  const file = saved.put();
  const open = jest.spyOn(fsPromises, 'open').mockRejectedValueOnce(Object.assign(new Error('x'), { code: 'EMFILE' }));
  expect((await get()).body).toMatchObject({ snapshots: [], unreadable: [{ file, why: 'it cannot be read: EMFILE' }] });
  expect((await get()).body).toMatchObject({ snapshots: [{ file }], unreadable: [] });
  open.mockRestore();
});

it('does not hold up others while it reads many, whoever asks for them', async () => {
  for (let index = 0; index < 100; index += 1) saved.put({ at: NOW + index });
  let turn = 0;
  let isOver = false;
  const nextTurn = (): void => {
    turn += 1;
    if (!isOver) setImmediate(nextTurn);
  };
  nextTurn();
  const turns: number[] = [];
  const { parse } = JSON;
  const spy = jest.spyOn(JSON, 'parse').mockImplementation((text, ...more) => {
    if (text.startsWith('{"version"')) turns.push(turn);
    return parse(text, ...more);
  });
  const answers = await Promise.all([get('&limit=1000'), get('&limit=999'), get('&limit=998&figure=price.last')]);
  spy.mockRestore();
  isOver = true;
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const { body } of answers) expect(body.snapshots).toHaveLength(100);
  // Each once, and only a few between two looks at what others want: two are read at a time.
  expect(turns).toHaveLength(100);
  const most = Math.max(...turns.map((one) => turns.filter((other) => other === one).length));
  expect(most).toBeLessThanOrEqual(4);
});

import request from 'supertest';
import { compareFigures } from '../../../../analysis/compareFigures.ts';
import { code, NOW } from '../apiFixture.ts';
import { savedSnapshots } from './savedSnapshots.ts';

const saved = savedSnapshots();

const get = (a: string, b: string) => request(saved.api.app).get('/analytics/compare').query({ a, b });

it('tells what has changed from one snapshot to another', async () => {
  const figures = { ...saved.like.figures, price: { ...saved.like.figures.price, last: '101.101' } };
  const [a, b] = [saved.put(), saved.put({ at: NOW + 90_500, figures })];
  const { status, body } = await get(a, b);
  expect(status).toBe(200);
  expect(body).toEqual({
    a: { file: a, market: 'spot', code, at: NOW },
    b: { file: b, market: 'spot', code, at: NOW + 90_500 },
    seconds: 90.5,
    figures: compareFigures(saved.like.figures, figures),
  });
  expect(body.figures[0]).toEqual({
    ...{ name: 'price.last', unit: 'quote asset', a: '100.1', b: '101.101', change: '1.001', changePercent: '1' },
  });
  expect((await get(b, a)).body).toMatchObject({ seconds: -90.5, a: { file: b } });
});

it('compares those of two pairs', async () => {
  const { body } = await get(saved.put(), saved.put({ code: 'ethusdt' }));
  expect(body).toMatchObject({ a: { code }, b: { code: 'ethusdt' }, seconds: 0 });
});

it.each([
  '',
  'x',
  '../CONFIG.json',
  '/etc/passwd',
  'spot-btcusdt-20261127T184500.123Z.json/..',
  './spot-btcusdt-20261127T184500.123Z.json',
  '../spot-btcusdt-20261127T184500.123Z.json',
  'spot-../../x-20261127T184500.123Z.json',
  'spot-a/b-20261127T184500.123Z.json',
  'spot-a\\b-20261127T184500.123Z.json',
  'spot-btcusdt-20261127T184500.123Z.json\0',
  'spot-btcusdt-20261127T184500.123Z.json\n',
  'spot-btcusdt-20261131T184500.123Z.json',
  'spot-btcusdt-20261127T254500.123Z.json',
  'spot-btcusdt-20261127T184500.123Z.json.tmp',
  'nowhere-btcusdt-20261127T184500.123Z.json',
  'SPOT-btcusdt-20261127T184500.123Z.json',
  `spot-${'a'.repeat(41)}-20261127T184500.123Z.json`,
])('%j is no name of a snapshot', async (name) => {
  const { status, body } = await get(name, saved.put());
  expect([status, body.error, body.parameter]).toEqual([400, 'invalid-parameter', 'a']);
  expect(body.accepted).toContain('spot-btcusdt-20261127T184500.123Z.json');
});

it('says which file is missing, and which cannot be read', async () => {
  const [good, cut] = [saved.put(), saved.putText(NOW + 5, JSON.stringify(saved.like).slice(0, -1))];
  const none = saved.nameOf(NOW + 7);
  const missing = (await get(good, none)).body;
  expect(missing).toMatchObject({ status: 404, error: 'unknown-snapshot', parameter: 'b' });
  expect(missing.detail).toBe(`there is no snapshot ${none}`);
  const damaged = (await get(cut, good)).body;
  expect(damaged).toMatchObject({ status: 422, error: 'unreadable-snapshot', parameter: 'a' });
  expect(damaged.detail).toBe(`${cut}: it is no JSON, or only a part of it`);
});

it.each([
  ['', 'a', 'missing-parameter'],
  ['?a=x&a=x', 'a', 'repeated-parameter'],
])('%s is refused', async (query, parameter, error) => {
  const { status, body } = await request(saved.api.app).get(`/analytics/compare${query}`);
  expect([status, body.error, body.parameter]).toEqual([400, error, parameter]);
});

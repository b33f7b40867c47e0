import { describeChange } from '../../../config/describeChange.ts';
import { configOf } from '../../configOf.ts';

const before = { pairs: ['btcusdt', 'etcusdt'], api: { accessKeys: ['first-secret'] } };
const change = (after: object) => describeChange(configOf(before), configOf({ ...before, ...after }));

test.each([
  ['nothing', {}, ''],
  ['a pair more', { pairs: ['btcusdt', 'etcusdt', 'LTCUSDT'] }, 'ltcusdt added'],
  [
    'another pair, and settings',
    { pairs: ['ltcusdt', 'etcusdt'], klines: { mode: 'poll' }, feeds: { depth: { everySeconds: 2, levels: 20 } } },
    'ltcusdt added; btcusdt removed; feeds.depth.everySeconds, feeds.depth.levels, klines.mode changed',
  ],
  ['a secret, by its place alone', { api: { accessKeys: ['other-secret'] } }, 'api.accessKeys changed'],
  ['a key that was left out before', { log: { directory: 'logs' } }, 'log.directory changed'],
])('tells %s', (_what, after, words) => {
  expect(change(after).split('; ').map(sorted).join('; ')).toBe(words.split('; ').map(sorted).join('; '));
});

/** The order of settings says nothing. */
function sorted(part: string): string {
  const words = part.split(' ');
  const what = words.pop();
  return `${words.join(' ').split(', ').sort().join(', ')} ${what}`;
}

test('of many names the first ten are told, and how many more there are', () => {
  const pairs = Array.from({ length: 15 }, (_, index) => `pair${index}`);
  expect(change({ pairs: [...before.pairs, ...pairs] })).toMatch(/^pair0, pair1, .*pair9 and 5 more added$/);
});

describe('of futures', () => {
  const configWith = (usdm: object | undefined) => configOf({ ...before, ...(usdm && { usdm }) });
  const usdm = { pairs: ['btcusdt'] };

  test.each([
    ['a pair more, named with its market', usdm, { pairs: ['btcusdt', 'ETHUSDT'] }, 'usdm ethusdt added'],
    ['another pair', usdm, { pairs: ['ethusdt'] }, 'usdm ethusdt added; usdm btcusdt removed'],
    ['a setting', usdm, { ...usdm, klines: { prices: ['mark'] } }, 'usdm.klines.prices changed'],
    ['the whole market', undefined, usdm, 'usdm changed'],
    ['its end', usdm, undefined, 'usdm changed'],
  ])('tells %s', (_what, one, other, words) => {
    expect(describeChange(configWith(one), configWith(other))).toBe(words);
  });
});

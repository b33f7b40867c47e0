import { collectors } from '../../../../markets/markets.js';
import {
  limitText,
  limitWords,
  servedText,
  statusText,
  workerName,
} from '../../../../web/figures/freshness/details.ts';
import { judged, over } from './judged.ts';

it.each(collectors)(
  'the worker of $name is found by what /health says of its values',
  ({ market, feed, interval, name }) => {
    const own = market === 'spot' ? {} : { market };
    expect(workerName({ ...own, feed, ...(interval !== undefined && { interval }) })).toBe(name);
  },
);

const worker = { name: 'trades', state: 'active', alive: true, served: 'poll' };

it.each([
  [worker, undefined, /asking the exchange each period/],
  [{ ...worker, served: 'rollup' }, undefined, /summed up/],
  [{ ...worker, served: 'stream' }, undefined, /by a stream/],
  [{ ...worker, served: 'stream' }, 'it was silent', /in place of a stream/],
  [{ ...worker, alive: false }, undefined, /does not report/],
  [{ ...worker, state: 'absent', alive: false, served: null }, undefined, /never reported/],
  [{ ...worker, state: 'waiting' }, undefined, /waits for the clock/],
  [undefined, undefined, /never reported/],
  [{ ...worker, served: 'by pigeon' }, undefined, /by pigeon/],
])('%j with its stream down for %j is told so', (of, streamDown, text) => {
  expect(servedText(of, streamDown)).toMatch(text);
});

it('says how far a value is from its limit', () => {
  expect(limitText(over(12_300), 'stale')).toBe('12 s over it');
  expect(limitText(judged({ age: 2_000 }), 'fresh')).toBe('3.0 s below it');
  expect(limitText(judged({ age: null }), 'nothing')).toBe('nothing is stored');
  expect(limitText(judged({ age: 0, stale: true }), 'stale')).toMatch(/ahead of the clock/);
  expect(limitWords(judged({ period: 10 }))).toBe('32 s: three periods of 10 s, and 2 s');
});

it('says what the states of a pair mean', () => {
  expect(statusText('UNLISTED')).toMatch(/does not know it/);
  expect(statusText('UNVERIFIED')).toMatch(/not been asked/);
  expect(statusText('HALT')).toBe('HALT');
});

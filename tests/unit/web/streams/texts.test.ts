import {
  blockedText,
  causesText,
  countText,
  happenedText,
  rateText,
  reportedAt,
  rotationText,
  silenceText,
  socketsText,
} from '../../../../web/figures/streams/texts.ts';
import type { StreamsTold } from '../../../../web/figures/streams/told.ts';

const now = 1_000_000;

it('names the sockets by state', () => {
  expect(socketsText({ open: 2, replaced: 1, opening: 0, waiting: 3 })).toBe(
    'open 2, about to be replaced 1, waiting 3',
  );
  expect(socketsText({ open: 0, replaced: 0, opening: 0, waiting: 0 })).toBe('no socket');
});

it('names the causes that there were', () => {
  expect(causesText({ closed: 2, silent: 0, broken: 1_200 })).toBe('closed 2, broken 1,200');
  expect(causesText({})).toBe('none');
});

it('says how long it is silent and when the first socket is replaced, as of the report', () => {
  expect([silenceText(now - 900, now), silenceText(null, now)]).toEqual(['0.9 s', 'no socket is open']);
  expect([rotationText(now + 7_200_000, now), rotationText(null, now)]).toEqual(['in 2.0 h', 'no socket is open']);
});

it('says what has happened and when', () => {
  expect(happenedText(null, now)).toBeNull();
  expect(happenedText({ why: 'the exchange closed the socket (1001)', at: now - 60_000 }, now)).toBe(
    'the exchange closed the socket (1001), 60 s ago',
  );
  expect([reportedAt([{ at: 5 }, { at: 7 }, { at: 6 }]), reportedAt([])]).toEqual([7, 0]);
});

describe('why nothing comes', () => {
  const well = { blocked: false, blockedRoutes: [], waitsFor: null, lastEnd: null } as unknown as StreamsTold;
  const lastEnd = { why: 'ECONNREFUSED', at: now };
  it.each<[string, Partial<StreamsTold>, string | null]>([
    ['it does', {}, null],
    [
      'all',
      { blocked: true, blockedRoutes: [''], lastEnd },
      'Nothing comes by streams, so REST is asked: ECONNREFUSED.',
    ],
    [
      'one kind',
      { blocked: true, blockedRoutes: ['public'], waitsFor: 'attempts' },
      'Nothing comes by streams of /public, so REST is asked: attempts.',
    ],
    ['nobody knows', { blocked: true }, 'Nothing comes by streams, so REST is asked: it is not known why.'],
    [
      'a socket waits',
      { waitsFor: 'no attempts are left' },
      'A socket should be opened and is not: no attempts are left.',
    ],
  ])('%s', (_, fields, text) => {
    expect(blockedText({ ...well, ...fields })).toBe(text);
  });
});

it('a count or a rate that is none is not known', () => {
  expect([countText(undefined), countText(Number.NaN), countText(1_234)]).toEqual(['unknown', 'unknown', '1,234']);
  expect([rateText(0), rateText(0.44), rateText(12.4), rateText(Number.NaN)]).toEqual(['0', '0.4', '12', 'unknown']);
});

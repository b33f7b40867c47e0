import { feedsIn } from '../../../web/figures/feedsIn.ts';
import { ledgerIn } from '../../../web/figures/gaps/gap.ts';

const gap = {
  ...{ feed: 'trades', type: 'trades', code: 'btcusdt', from: 5, to: 9, missing: 5, cause: 'internal' },
  ...{ state: 'open', foundAt: 1, changedAt: 1, rows: 0 },
};
const ledger = { at: 1, total: 1, open: 1, gaps: [gap] };

test('feeds that name no pair or no type are left out, and the others stay', () => {
  const named = [
    { code: 'btcusdt', type: 'price' },
    { code: '', type: 1 },
  ];
  expect(feedsIn([null, 7, {}, { code: 5, type: 'price' }, { code: 'x', type: null }, ...named])).toEqual(named);
});

test.each([undefined, null, {}, 'feeds'])('%j is no list of feeds', (feeds) => {
  expect(feedsIn(feeds)).toEqual([]);
});

test('gaps that name no pair or no rows are left out, and the others stay', () => {
  const bad = [null, 7, {}, { ...gap, code: null }, { ...gap, to: '9' }, { ...gap, foundAt: undefined }];
  expect(ledgerIn({ ...ledger, gaps: [...bad, gap] })).toEqual(ledger);
});

test.each([null, 'text', [], {}, { ...ledger, gaps: null }, { ...ledger, open: null }])('%j is no ledger', (answer) => {
  expect(ledgerIn(answer)).toBeNull();
});

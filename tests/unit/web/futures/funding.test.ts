import { fundingInterval, payerText, rateText, yearlyText } from '../../../../web/figures/futures/funding.ts';

const HOUR = 3_600_000;
/** A payment that came some ms after the hour, as they do. */
const LAST = 1_799_971_200_000 + 3;

const at = (hours: number) => LAST - 3 + hours * HOUR;

it('takes the time from the last payment to the next', () => {
  const payments = { last: LAST, lastInterval: 8, next: at(8), stale: false, own: null };
  expect(fundingInterval(payments, at(1))).toBe(8);
  expect(fundingInterval({ ...payments, lastInterval: null }, at(1))).toBe(8);
});

it('knows that the exchange has changed the interval', () => {
  expect(fundingInterval({ last: LAST, lastInterval: 8, next: at(4), stale: false, own: null }, at(1))).toBe(4);
  expect(fundingInterval({ last: LAST, lastInterval: 4, next: at(8), stale: false, own: 4 }, at(1))).toBe(8);
});

it('is not misled by a payment that is not stored yet', () => {
  expect(fundingInterval({ last: LAST, lastInterval: 8, next: at(16), stale: false, own: null }, at(8) + 5_000)).toBe(
    8,
  );
  expect(fundingInterval({ last: LAST, lastInterval: 4, next: at(8), stale: false, own: null }, at(4) + 5_000)).toBe(4);
});

it('does not take payments that it has not heard of for a longer interval', () => {
  const payments = { last: LAST, lastInterval: 4, next: at(8), own: null };
  expect(fundingInterval({ ...payments, stale: true }, at(4) + 3_600_000)).toBe(4);
  expect(fundingInterval({ ...payments, stale: false }, at(4) + 3_600_000)).toBe(8);
});

it('takes what is known where there is no payment or no next one', () => {
  expect(fundingInterval({ last: null, lastInterval: null, next: at(8), stale: false, own: 4 }, at(1))).toBe(4);
  expect(fundingInterval({ last: LAST, lastInterval: 8, next: 0, stale: false, own: null }, at(1))).toBe(8);
  expect(fundingInterval({ last: null, lastInterval: null, next: null, stale: false, own: null }, at(1))).toBeNull();
});

it('writes rates exactly, and of a year', () => {
  expect(rateText(0.0001)).toBe('+0.01%');
  expect(rateText(-0.00012345)).toBe('-0.012345%');
  expect([rateText(0), rateText(-1e-9), rateText(1e-9)]).toEqual(['0%', '0%', '0%']);
  expect(yearlyText(-1e-9, 8)).toBe('0.00%');
  expect(yearlyText(0.0001, 8)).toBe('+10.95%');
  expect(yearlyText(-0.0001, 1)).toBe('-87.60%');
});

it('says who pays', () => {
  expect([payerText(1), payerText(-1), payerText(0)]).toEqual(['longs', 'shorts', 'nobody']);
});

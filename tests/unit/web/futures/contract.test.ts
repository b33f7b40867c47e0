import { basisOf, endOf, isPerpetual, kindOf, signed } from '../../../../web/figures/futures/contract.ts';

it('reckons the basis exactly', () => {
  expect(basisOf({ markPrice: '90000.30000000', indexPrice: '90000.10000001' })?.amount).toBe('0.19999999');
  expect(basisOf({ markPrice: '0.00000001', indexPrice: '0.00000003' })?.amount).toBe('-0.00000002');
  expect(basisOf({ markPrice: '101', indexPrice: '100' })).toEqual({ amount: '1', percent: 1 });
});

it.each([{}, { markPrice: '1' }, { markPrice: '1', indexPrice: '0' }, { markPrice: 'x', indexPrice: '1' }])(
  '%j has no basis',
  (row) => expect(basisOf(row)).toBeNull(),
);

it('knows contracts that end from those that do not', () => {
  expect(endOf({ deliveryDate: 1_798_185_600_000 })).toBe(1_798_185_600_000);
  expect(endOf({ deliveryDate: 4_133_404_800_000 })).toBeNull();
  for (const info of [undefined, {}, { deliveryDate: 0 }, { deliveryDate: 'x' }]) expect(endOf(info)).toBeNull();
});

it('knows which have funding, also while one is about to be closed', () => {
  expect(isPerpetual({ contractType: 'PERPETUAL', deliveryDate: 1 })).toBe(true);
  expect(isPerpetual({ contractType: 'TRADIFI_PERPETUAL' })).toBe(true);
  expect(isPerpetual({ contractType: 'CURRENT_QUARTER' })).toBe(false);
  expect(isPerpetual({ contractType: 1 })).toBeNull();
  expect(isPerpetual(undefined)).toBeNull();
});

it('names the kind of a contract', () => {
  expect(kindOf({ contractType: 'NEXT_QUARTER' })).toBe('next quarter');
  expect(kindOf(undefined)).toBe('unknown');
});

it('writes a plus in front of what is above zero', () => {
  expect([signed('0.1'), signed('-0.1'), signed('0')]).toEqual(['+0.1', '-0.1', '0']);
});

import { explainHoles } from '../../../scripts/export/holes.ts';
import type { Gap } from '../../../store/values/gaps.ts';

test('a hole is explained by a gap that is one still', () => {
  const hole = { code: 'btcusdt', from: 10, to: 20, missing: 11, cause: 'unknown', state: 'open' };
  const gap = (more: Partial<Gap>) => ({ code: 'btcusdt', from: 5, to: 15, cause: 'collector-down', ...more }) as Gap;
  const passedOver = [gap({ state: 'filled' }), gap({ state: 'unfillable', cause: 'begun-anew' })];
  expect(explainHoles([hole], passedOver)).toEqual([hole]);
  const told = gap({ from: 20, to: 30, state: 'expired', cause: 'exchange-down' });
  expect(explainHoles([hole], [...passedOver, told])).toEqual([{ ...hole, cause: 'exchange-down', state: 'expired' }]);
});

import fc from 'fast-check';
import { parseSnapshotName, snapshotNameOf } from '../../../../api/analytics/snapshots/snapshotName.ts';
import { marketNames } from '../../../../markets/markets.js';

const codes = fc.constantFrom('btcusdt', 'btcusdt_260925', 'a-b', '1000shib.x', '币安人生usdt', 'ab');
const times = fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2999, 0) });

test('a name says what it was made of', () => {
  fc.assert(
    fc.property(fc.constantFrom(...marketNames), codes, times, (market, code, at) => {
      const name = snapshotNameOf({ market, code, at });
      expect(parseSnapshotName(name)).toEqual({ market, code, at });
      expect(name).not.toMatch(/[:/\\\s]/);
    }),
  );
});

test('of one pair the order of names is the order of times', () => {
  fc.assert(
    fc.property(fc.uniqueArray(times, { maxLength: 20 }), (all) => {
      const names = all.map((at) => snapshotNameOf({ market: 'spot', code: 'btcusdt', at }));
      expect(names.sort().map((name) => parseSnapshotName(name)?.at)).toEqual(all.sort((one, other) => one - other));
    }),
  );
});

test('no other text is a name, and none leads out of its folder', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('', '../', '/', 'spot-', '\0'), (text, before) => {
      expect(parseSnapshotName(`${before}${text}`)).toBeNull();
      expect(parseSnapshotName(`${before}/spot-btcusdt-20261127T184500.123Z.json`)).toBeNull();
    }),
  );
});

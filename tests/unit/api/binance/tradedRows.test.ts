import fc from 'fast-check';
import { tradedRow } from '../../../../api/binance/series/candleRow.ts';
import { joinRows, type Row } from '../../../../api/binance/series/rows.ts';
import { tradedRows } from '../../../../api/binance/series/tradedRows.ts';

const decimal = fc
  .tuple(fc.nat(), fc.option(fc.nat()))
  .map(([whole, rest]) => (rest === null ? String(whole) : `${whole}.${rest}`));
const member = fc
  .tuple(fc.nat(), fc.array(decimal, { minLength: 9, maxLength: 9 }), fc.nat(), fc.nat(), fc.constantFrom(0, 1, 2))
  .map(([open, [a, b, c, d, e, f, g, h, i], close, count, state]) =>
    JSON.stringify([open, a, b, c, d, e, close, f, count, g, h, i, state]),
  );

it('all at once they are what one by one they are', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 8 }), (members) => {
      const one = joinRows(members.map((each) => tradedRow(each) as Row));
      const all = tradedRows(members.map((each) => Buffer.from(each)));
      expect({ ...all, body: all?.body.toString() }).toEqual({ ...one, body: one.body.toString() });
    }),
  );
});

it('whatever is broken in one of them, they are none, or they are JSON', () => {
  const broken = fc.tuple(
    fc.array(member, { minLength: 1, maxLength: 3 }),
    fc.nat(),
    fc.constantFrom('', '"', ',', ']', 'x', '\n', '1', '\\', '[', '-'),
  );
  fc.assert(
    fc.property(broken, ([members, at, by]) => {
      const text = members.join(' ');
      const place = at % text.length;
      const rows = tradedRows(
        (text.slice(0, place) + by + text.slice(place + 1)).split(' ').map((each) => Buffer.from(each)),
      );
      if (rows === null) return;
      const parsed = JSON.parse(rows.body.toString()) as unknown[][];
      expect(parsed.map((row) => row.length)).toEqual(Array(parsed.length).fill(12));
      expect([...rows.scores]).toEqual(parsed.map(([score]) => score));
    }),
    { numRuns: 2_000 },
  );
});

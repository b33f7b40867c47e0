import { NoRoom } from '../../../../gateway/callers/callerGate.ts';
import { createRefusals } from '../../../../gateway/callers/refusals.ts';

let now: number;
const refusals = () => createRefusals(() => now);
const noRoom = (retryAfterMs = 10_000) => new NoRoom('throttled', 'spent', retryAfterMs);
const weighing = (weight: number, pool?: string) => ({ weight, pool });
beforeEach(() => {
  now = 1_000;
});

it('what one caller was refused it is refused again for a moment, with what weighs as much, and with less time to wait', () => {
  const { check, note } = refusals();
  note('one', weighing(20), noRoom(), true);
  now += 100;
  expect(() => check('one', weighing(20))).toThrow(expect.objectContaining({ code: 'throttled', retryAfterMs: 9_900 }));
  expect(() => check('one', weighing(80))).toThrow(NoRoom);
  check('one', weighing(19));
  check('one', weighing(20, 'funding'));
  check('other', weighing(20));
  now += 150;
  check('one', weighing(20));
});

it('what is refused to all is refused to any', () => {
  const { check, note } = refusals();
  note('one', weighing(20), noRoom(), false);
  expect(() => check('other', weighing(20))).toThrow(NoRoom);
});

it('no longer than it was to wait', () => {
  const { check, note } = refusals();
  note('one', weighing(20), noRoom(5), true);
  now += 5;
  check('one', weighing(20));
});

it('whether others may have room is known of the refusal that is repeated, too', () => {
  const { check, note, isOfOne } = refusals();
  const refused = (own: boolean, caller: string) => {
    note(caller, weighing(1), noRoom(), own);
    try {
      check(caller, weighing(1));
    } catch (error) {
      return isOfOne(error as NoRoom);
    }
    return null;
  };
  expect([refused(true, 'one'), refused(false, 'two')]).toEqual([true, false]);
});

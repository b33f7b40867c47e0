import { NoRoom } from '../../../../gateway/callers/callerGate.ts';
import { createRefusals } from '../../../../gateway/callers/refusals.ts';

const LOAD = { weight: 2 };
let now = 0;
const refusals = () => createRefusals(() => now);
const noRoom = (retryAfterMs = 10_000) => new NoRoom('throttled', 'spent', retryAfterMs);

beforeEach(() => {
  now = 5_000;
});

it('what was refused is refused again without asking, until it may have changed', () => {
  const { check, note } = refusals();
  note('a bot', LOAD, noRoom(), true);
  now += 249;
  expect(() => check('a bot', LOAD)).toThrow(NoRoom);
  expect(() => check('a bot', { weight: 1 })).not.toThrow();
  expect(() => check('another', LOAD)).not.toThrow();
});

it('then one asks once more, and all beside it are refused until it is known what comes of that', () => {
  const { check, note } = refusals();
  note('a bot', LOAD, noRoom(), false);
  now += 250;
  expect(() => check('one', LOAD)).not.toThrow();
  for (let count = 0; count < 20; count++) expect(() => check('a bot', LOAD)).toThrow('spent');
});

it('who is refused anyway leaves that one attempt to others, of its own and of all', () => {
  const { check, note } = refusals();
  note('a bot', LOAD, noRoom(), false);
  now += 200;
  note('a bot', LOAD, noRoom(), true);
  now += 50;
  expect(() => check('a bot', LOAD)).toThrow('spent');
  expect(() => check('another', LOAD)).not.toThrow();
  now += 200;
  // Its own turn has come, but that of all has not.
  expect(() => check('a bot', LOAD)).toThrow('spent');
  now += 50;
  expect(() => check('a bot', LOAD)).not.toThrow();
});

it('once there is room nobody is refused, but for more than that', () => {
  const { check, note, granted } = refusals();
  note('a bot', { weight: 40 }, noRoom(), false);
  granted('one', LOAD);
  expect(() => check('a bot', { weight: 40 })).toThrow(NoRoom);
  granted('one', { weight: 40 });
  expect(() => check('a bot', { weight: 40 })).not.toThrow();
});

it('when it is worth asking again is as far away as it was', () => {
  const { check, note } = refusals();
  note('a bot', LOAD, noRoom(200), false);
  now += 150;
  let met: unknown;
  try {
    check('a bot', LOAD);
  } catch (error) {
    met = error;
  }
  expect((met as NoRoom).retryAfterMs).toBe(50);
  now += 50;
  expect(() => check('a bot', LOAD)).not.toThrow();
});

import { createSeat, type Seat } from '../../../../collectors/worker/seat.ts';
import { createTestLog, type TestLog } from '../../../testStore.ts';

const OTHER = 'elsewhere/4711/0';
let testLog: TestLog;
let seat: Seat;
/** Whether the lease is held after the next attempt; a failure is thrown. */
let isHeld: boolean | Error;
/** The number of the lease. */
let fence: number;
let taken: number;
let lost: number;
let failures: unknown[];
let onTaken: () => Promise<void>;

beforeEach(() => {
  testLog = createTestLog();
  fence = 1;
  taken = 0;
  lost = 0;
  failures = [];
  onTaken = async () => undefined;
  seat = createSeat({
    worker: 'price',
    lease: {
      async hold() {
        if (isHeld instanceof Error) throw isHeld;
        return isHeld;
      },
      fence: () => (isHeld === true ? fence : 0),
      holder: () => OTHER,
      release: async () => undefined,
    },
    log: testLog.log,
    onTaken() {
      taken++;
      return onTaken();
    },
    onLost() {
      lost++;
    },
    onFailure: (error) => failures.push(error),
  });
});

async function renew(...held: (boolean | Error)[]): Promise<readonly string[]> {
  for (const next of held) {
    isHeld = next;
    await seat.renew();
  }
  return testLog.messages.map((line) => line.replace(/(by:).*/, '$1 …'));
}

it('one that finds the place free writes, and says nothing', async () => {
  expect(await renew(true, true, true)).toEqual([]);
  expect(taken).toBe(1);
});

it('a standby says once that it is one, and that it takes over', async () => {
  expect(await renew(false, false, true, true)).toEqual([
    'info price: standing by: …',
    'info price: takes over: it writes from now on',
  ]);
  expect([taken, lost]).toEqual([1, 0]);
});

it('one whose lease is lost warns once, and looks at what is stored when it has it again', async () => {
  expect(await renew(true, false, false, true)).toEqual([
    'warn price: the lease is lost: standing by',
    'info price: takes over: it writes from now on',
  ]);
  expect([taken, lost]).toEqual([2, 1]);
});

it('a Redis that is away changes nothing', async () => {
  const away = new Error('away');
  expect(await renew(true, away, away, true)).toEqual([]);
  expect([taken, failures]).toEqual([1, [away, away]]);
});

it('who could not look at what is stored looks again before it counts as writing, and says nothing twice', async () => {
  await renew(false);
  onTaken = () => Promise.reject(new Error('away'));
  await expect(renew(true)).rejects.toThrow('away');
  await expect(renew(true)).rejects.toThrow('away');
  onTaken = async () => undefined;
  await renew(true, true);
  expect(taken).toBe(3);
  expect(testLog.messages.filter((line) => line.includes('takes over'))).toHaveLength(1);
});

it('a lease that was lost and is held again, all between two renewals, is told by its number: what is stored is looked at', async () => {
  await renew(true, true);
  fence = 2;
  expect(await renew(true, true)).toEqual([]);
  expect([taken, lost]).toEqual([2, 0]);
});

it('a number for which nobody could look at what is stored yet is looked at with the next renewal', async () => {
  await renew(true);
  fence = 2;
  onTaken = () => Promise.reject(new Error('away'));
  await expect(renew(true)).rejects.toThrow('away');
  onTaken = async () => undefined;
  await renew(true, true);
  expect(taken).toBe(3);
});

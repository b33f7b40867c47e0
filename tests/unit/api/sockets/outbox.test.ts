import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Outbox, Outgoing } from '../../../../api/sockets/outbox.ts';

const frame = Buffer.from('x');

/** Outboxes of callers who take everything at once; each write takes so long, ms. */
function open(count: number, writeMs: number) {
  let now = 0;
  const outgoing = new Outgoing(() => now);
  /** Which of them were written to, in order. */
  const written: number[] = [];
  const outboxes = Array.from({ length: count }, (_, index) => {
    const socket = Object.assign(new EventEmitter(), {
      writableNeedDrain: false,
      write() {
        now += writeMs;
        written.push(index);
      },
    });
    return new Outbox(socket as unknown as Socket, outgoing, () => undefined);
  });
  return { outgoing, outboxes, written };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('what came together goes out in one turn, in the order in which it came', async () => {
  const { outgoing, outboxes, written } = open(100, 0);
  for (const outbox of outboxes) for (let times = 0; times < 3; times++) outbox.push(frame);
  await turn();
  expect(written).toEqual(outboxes.map((_, index) => index));
  expect(outgoing.waiting).toBe(0);
});

it('where no turn is long enough and more comes all the time, everybody has his turn, again and again', async () => {
  const { outboxes, written } = open(100, 1);
  for (let turns = 0; turns < 14; turns++) {
    // Those who were sent to get more at once, as on busy streams; for the others more waits.
    for (const outbox of outboxes) outbox.push(frame);
    await turn();
  }
  // A turn ends at the first look at the clock, after 15 of them.
  expect(written).toHaveLength(14 * 15);
  expect(new Set(written.slice(0, 100)).size).toBe(100);
  for (const index of outboxes.keys()) expect(written.filter((one) => one === index).length).toBeGreaterThan(1);
});

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Feed } from '../../../../api/events/feed.ts';
import type { Feeds } from '../../../../api/events/feeds.ts';
import type { Group } from '../../../../api/events/group.ts';
import { Hub } from '../../../../api/events/hub.ts';
import type { Reader } from '../../../../api/events/reader.ts';
import type { Topic } from '../../../../api/events/topics.ts';
import { createEventCounts } from '../../../../api/state/counts/eventCounts.ts';
import { monotonicMs } from '../../../../runtime/machine.ts';
import { eventually } from '../../../eventually.ts';

/** Each time that it is asked it has news, which are numbered. */
class Ticker implements Feed {
  readonly kind = 'conflated';
  readonly groups = new Set<Group>();
  readonly name: string;
  #told = 0;

  constructor(name: string) {
    this.name = name;
  }

  async ready(): Promise<void> {}

  first(): string {
    return `first ${this.#told};`;
  }

  tell(): null {
    this.#told += 1;
    for (const group of this.groups) group.push(`${this.#told};`);
    return null;
  }
}

const topic = (name: string) => ({ name }) as Topic;

/** A hub over such feeds, and readers that take a part of a millisecond each. */
function createWorld() {
  const feeds = new Map<string, Ticker>();
  const config = {};
  const defects: unknown[] = [];
  let ticks = 0;
  const hub = new Hub({
    ...{ tickMs: 20, commentMs: 60_000, silentAfterMs: 3_000, counts: createEventCounts(), now: monotonicMs },
    context: { config: () => config, store: () => null } as never,
    feeds: {
      acquire: ({ name }: Topic) => feeds.get(name) ?? feeds.set(name, new Ticker(name)).get(name),
      has: () => true,
      all() {
        ticks += 1;
        return feeds.values();
      },
      sources: () => [],
      settle: () => undefined,
      release: () => undefined,
    } as unknown as Feeds,
    mayStay: () => true,
    onDefect: (error) => void defects.push(error),
  });
  const readers: Reader[] = [];
  return {
    ...{ hub, defects, ticks: () => ticks },
    async join(name: string, onSend: (text: string) => void): Promise<void> {
      const reader = {
        isOver: false,
        comment: () => undefined,
        send(bytes: Buffer) {
          onSend(bytes.toString());
          const until = performance.now() + 0.3;
          while (performance.now() < until);
        },
      } as unknown as Reader;
      readers.push(reader);
      await hub.join(reader, [topic(name)]);
      // Else what each of them sets going would help to send what the first tick tells, all in one turn.
      await nextTurn();
    },
    close: () => readers.forEach((reader) => void hub.leave(reader)),
  };
}

it('what many readers of other topics each are told is put together in turns, and all else goes on in between', async () => {
  const world = createWorld();
  let turn = 0;
  let next = setImmediate(function count() {
    turn += 1;
    next = setImmediate(count);
  });
  /** Of each tick in how many turns of the event loop readers were sent to, and how many of them. */
  const ticks = new Map<number, { turns: Set<number>; sent: number }>();
  for (let index = 0; index < 100; index++) {
    await world.join(`own ${index}`, (text) => {
      if (text.startsWith('first')) return;
      const tick = ticks.get(world.ticks()) ?? { turns: new Set(), sent: 0 };
      ticks.set(world.ticks(), { turns: tick.turns.add(turn), sent: tick.sent + 1 });
    });
  }
  const whole = () => [...ticks.values()].find(({ sent }) => sent === 100) ?? false;
  const { turns } = await eventually(whole);
  world.close();
  clearImmediate(next);
  // It takes 30 ms at least.
  expect(turns.size).toBeGreaterThan(3);
  expect(world.defects).toEqual([]);
});

it('who comes between two turns is told nothing twice', async () => {
  const world = createWorld();
  const shared: string[][] = [];
  const comes = () => {
    const texts: string[] = [];
    shared.push(texts);
    return world.join('shared', (text) => void texts.push(...text.split(';').filter((part) => part !== '')));
  };
  let sent = 0;
  for (let index = 0; index < 60; index++) {
    await world.join(`own ${index}`, () => {
      sent += 1;
      if (sent % 151 === 0 && shared.length > 0) void comes();
    });
  }
  await comes();
  await eventually(() => shared.length > 5 && shared.every((texts) => texts.length > 1));
  world.close();
  for (const [first = '', ...texts] of shared) {
    const from = Number(first.replace('first ', ''));
    expect(texts.map(Number)).toEqual(texts.map((_, index) => from + 1 + index));
  }
  expect(world.defects).toEqual([]);
});

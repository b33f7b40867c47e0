import { useEffect, useState } from 'preact/hooks';
import { type Cell, cell, useCell } from '../cells/cell.ts';
import { type Follower, follow } from '../wire/push.ts';

/** A latest value as the API told it last. */
export interface Held<Row = Readonly<Record<string, string>>> {
  /** Without members: nothing is stored. */
  readonly row: Row;
  /** Exchange-clock ms; null: nothing is stored. */
  readonly asOf: number | null;
  /** How old it was at `at`, ms; null: nothing is stored. */
  readonly age: number | null;
  readonly stale: boolean;
  /** This machine's clock, ms. */
  readonly at: number;
}

/** Values of one topic, which all parts of the page share. */
interface Topic {
  readonly cells: Map<string, Cell<Held | null>>;
  readonly refused: Cell<string | null>;
  users: number;
  end(): void;
}

const topics = new Map<string, Topic>();

/** The page is drawn by then, ms. */
const AHEAD_MS = 10_000;

/** Of a topic with one pair. */
const ONE = '';

/**
 * A latest value, such as that of `spot:btcusdt:price`; null: not known yet, or there is no topic.
 * `refused` is the API's sentence why there is none; null: there is.
 */
export function useValue<Row = Readonly<Record<string, string>>>(
  topic: string | null,
): { held: Held<Row> | null; refused: string | null } {
  const own = useTopic(topic);
  const held = useCell(cellOf(own, ONE)) as Held<Row> | null;
  return { held, refused: useCell(own?.refused ?? none) as string | null };
}

/** Latest values of all pairs, such as those of `spot:*:price`, by pair. */
export interface PairsValues {
  of(code: string): Cell<Held | null>;
  /** The API's sentence why there are none; null: there are. */
  readonly refused: string | null;
}

/** @param topic null: there is none */
export function usePairsValues(topic: string | null): PairsValues {
  const own = useTopic(topic);
  return { of: (code) => cellOf(own, code), refused: useCell(own?.refused ?? none) };
}

const none: Cell<null> = cell(null);

function cellOf(topic: Topic | null, code: string): Cell<Held | null> {
  if (topic === null) return none as Cell<Held | null>;
  const known = topic.cells.get(code) ?? cell<Held | null>(null);
  topic.cells.set(code, known);
  return known;
}

function useTopic(name: string | null): Topic | null {
  const [own, setOwn] = useState<{ name: string; topic: Topic } | null>(null);
  useEffect(() => {
    if (name === null) {
      setOwn(null);
      return;
    }
    const { topic, leave } = use(name);
    setOwn({ name, topic });
    return leave;
  }, [name]);
  if (name === null) return null;
  // What is followed already is there in the first drawing.
  return own !== null && own.name === name ? own.topic : (topics.get(name) ?? null);
}

function use(name: string): { topic: Topic; leave: () => void } {
  const topic = topics.get(name) ?? open(name);
  topic.users += 1;
  const leave = () => {
    topic.users -= 1;
    if (topic.users > 0) return;
    topics.delete(name);
    topic.end();
  };
  return { topic, leave };
}

/** Follows a topic that will be wanted as soon as the page is drawn, so that the first connection has it. What nobody wants then is left again. */
export function followAhead(name: string): void {
  setTimeout(use(name).leave, AHEAD_MS);
}

function open(name: string): Topic {
  const topic: Topic = { cells: new Map(), refused: cell<string | null>(null), users: 0, end: () => undefined };
  topics.set(name, topic);
  const refuse = (why: string): void => {
    topic.refused.set(why);
    for (const each of topic.cells.values()) each.set(null);
  };
  const follower: Follower = {
    onEvent({ name: kind, data, at }) {
      if (kind === 'values' || kind === 'ages') {
        topic.refused.set(null);
        const members = data.data as readonly (Told & { readonly code: string })[];
        for (const member of members) take(cellOf(topic, member.code), member, at);
      } else if (kind === 'value' || kind === 'age') {
        topic.refused.set(null);
        take(cellOf(topic, ONE), data as unknown as Told, at);
      } else if (kind === 'removed') {
        if (typeof data.code === 'string') topic.cells.get(data.code)?.set(null);
        else refuse(String(data.why));
      }
    },
    onRefused: refuse,
  };
  topic.end = follow(name, follower);
  return topic;
}

/** Members of a `value` or an `age` event. */
interface Told {
  readonly asOf: number | null;
  readonly age: number | null;
  readonly stale: boolean;
  /** Absent: as before. */
  readonly data?: readonly Readonly<Record<string, string>>[];
}

function take(into: Cell<Held | null>, { asOf, age, stale, data }: Told, at: number): void {
  const row = data === undefined ? into.get()?.row : (data[0] ?? {});
  if (row !== undefined) into.set({ row, asOf, age, stale, at });
}

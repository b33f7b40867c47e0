import { Connection } from './connection.ts';
import type { FromHub, ToHub } from './messages.ts';

/** A tab that has said nothing for so long has gone: browsers stop tabs that nobody looks at, ms. */
const GONE_MS = 150_000;

/** Changes within so long are one, ms. */
const GATHER_MS = 30;

/** What nobody follows any more is followed so long, ms. */
const LINGER_MS = 3_000;

/** What a tab has of the hub. */
export interface Member {
  take(message: ToHub): void;
}

interface Tab {
  readonly send: (message: FromHub) => void;
  topics: ReadonlySet<string>;
  key: string | null;
  at: number;
}

/** Tabs with one key share one connection. */
class Room {
  readonly connection: Connection;
  readonly tabs = new Set<Tab>();
  #followed: ReadonlySet<string> = new Set();
  #isNew = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(key: string | null) {
    this.connection = new Connection({
      key,
      onEvent: (event) => {
        for (const tab of this.tabs) if (tab.topics.has(event.topic)) tab.send({ kind: 'event', event });
      },
      onLink: (link) => {
        for (const tab of this.tabs) tab.send({ kind: 'link', link });
      },
      onRefused: (topic, why) => {
        for (const tab of this.tabs) if (tab.topics.has(topic)) tab.send({ kind: 'refused', topic, why });
      },
    });
  }

  /** @param isNew a tab came, or follows what it did not follow before: all is told anew */
  changed(isNew: boolean): void {
    // It is about to be followed, whatever else changes until then.
    if (this.#isNew) return;
    this.#isNew = isNew;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#follow(), isNew ? GATHER_MS : LINGER_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.connection.close();
  }

  #follow(): void {
    const isNew = this.#isNew;
    this.#isNew = false;
    const wanted = new Set([...this.tabs].flatMap(({ topics }) => [...topics]));
    const isSame = wanted.size === this.#followed.size && [...wanted].every((topic) => this.#followed.has(topic));
    if (isSame && !isNew) return;
    this.#followed = wanted;
    this.connection.follow(['state', ...[...wanted].filter((topic) => topic !== 'state')]);
  }
}

/** Follows what the tabs of a browser want, each topic once: browsers open only six connections to one host. */
export class Hub {
  readonly #rooms = new Map<string | null, Room>();

  constructor() {
    setInterval(() => this.#forget(), GONE_MS / 10);
  }

  join(send: (message: FromHub) => void): Member {
    const tab: Tab = { send: safely(send), topics: new Set(), key: null, at: Date.now() };
    return { take: (message) => this.#take(tab, message) };
  }

  #take(tab: Tab, { topics, key, anew, retry }: ToHub): void {
    tab.at = Date.now();
    if (tab.key !== key) this.#leave(tab);
    tab.key = key;
    if (topics.length === 0) {
      this.#leave(tab);
      return;
    }
    const room = this.#rooms.get(key) ?? new Room(key);
    this.#rooms.set(key, room);
    // All are, of a tab that was not in the room.
    const isNew = anew || retry || topics.some((topic) => !tab.topics.has(topic));
    const isLess = topics.length < tab.topics.size;
    // Each time: by this it knows that there is a hub.
    tab.send({ kind: 'link', link: room.connection.link });
    room.tabs.add(tab);
    tab.topics = new Set(topics);
    if (retry) room.connection.allow();
    if (isNew || isLess) room.changed(isNew);
  }

  #leave(tab: Tab): void {
    const room = this.#rooms.get(tab.key);
    tab.topics = new Set();
    if (room === undefined || !room.tabs.delete(tab)) return;
    if (room.tabs.size > 0) {
      room.changed(false);
      return;
    }
    room.close();
    this.#rooms.delete(tab.key);
  }

  #forget(): void {
    const before = Date.now() - GONE_MS;
    for (const { tabs } of [...this.#rooms.values()]) {
      for (const tab of [...tabs]) if (tab.at < before) this.#leave(tab);
    }
  }
}

/** A tab that fails keeps neither the others from what they follow nor the stream from being read. */
function safely(send: (message: FromHub) => void): (message: FromHub) => void {
  return (message) => {
    try {
      send(message);
    } catch (error) {
      reportError(error);
    }
  };
}

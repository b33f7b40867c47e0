/** Something that is asked for now and then, while anybody wants it. */
interface Wanted {
  users: number;
  isAsked: boolean;
  /** When it is asked for again, ms of this machine. */
  dueAt: number;
  /** @returns when to ask again, ms from now */
  ask(): Promise<number>;
}

/** What is wanted within so long is looked at together, after the page has drawn it, ms. */
const GATHER_MS = 300;

/** Requests that are not urgent: only what is wanted is asked for, the first wanted first, and few at once. */
export class Requests {
  readonly #most: number;
  readonly #everyMs: number;
  readonly #known = new Map<string, Wanted>();
  #running = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param most at once @param everyMs it is looked so often for what is due again */
  constructor(most: number, everyMs: number) {
    this.#most = most;
    this.#everyMs = everyMs;
  }

  /**
   * @param key tells what is wanted apart @param ask asks for it, and tells in how many ms it is due again. It never fails
   * @returns ends it
   */
  want(key: string, ask: () => Promise<number>): () => void {
    const wanted = this.#known.get(key) ?? { users: 0, isAsked: false, dueAt: 0, ask };
    this.#known.set(key, wanted);
    wanted.users += 1;
    this.#lookIn(GATHER_MS);
    return () => {
      wanted.users -= 1;
    };
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    const own = [...this.#known.values()].filter(({ users, isAsked }) => users > 0 && !isAsked);
    const due = own.filter(({ dueAt }) => dueAt <= Date.now());
    for (const wanted of due.slice(0, this.#most - this.#running)) void this.#ask(wanted);
    if (own.length > 0) this.#lookIn(this.#everyMs);
  }

  async #ask(wanted: Wanted): Promise<void> {
    this.#running += 1;
    wanted.isAsked = true;
    wanted.dueAt = Date.now() + (await wanted.ask());
    wanted.isAsked = false;
    this.#running -= 1;
    this.#look();
  }
}

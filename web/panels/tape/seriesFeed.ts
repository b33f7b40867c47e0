import type { PushEvent } from '../../wire/messages.ts';
import { type Follower, follow } from '../../wire/push.ts';

/** How old the newest data is. */
export interface ToldAge {
  /** ms; null: nothing is stored. */
  readonly age: number | null;
  readonly stale: boolean;
  /** This machine's clock, ms. */
  readonly at: number;
}

/** Follows the rows of a series. What is missing between those that come is for its heirs to find. */
export abstract class SeriesFeed implements Follower {
  told: ToldAge | null = null;
  /** The API's sentence why there are none; null: there are. */
  refused: string | null = null;
  /** Of GetData, without the page. */
  protected readonly query: string;
  protected readonly onChange: () => void;
  /** Aborted when nobody wants its rows any more. */
  protected stopped = new AbortController();
  #isLookedAt = false;

  constructor(query: string, onChange: () => void) {
    this.query = query;
    this.onChange = onChange;
  }

  /** @returns ends it */
  start(topic: string): () => void {
    this.stopped = new AbortController();
    const end = follow(topic, this);
    return () => {
      end();
      this.stopped.abort();
    };
  }

  get isLookedAt(): boolean {
    return this.#isLookedAt;
  }

  /** Nothing is fetched for what nobody can see. */
  set isLookedAt(isLookedAt: boolean) {
    this.#isLookedAt = isLookedAt;
    void this.fetch();
  }

  onEvent({ name, data, at }: PushEvent): void {
    if (name === 'removed') {
      this.onRefused(String(data.why));
      return;
    }
    // Before the first rows nobody knows whether there are any.
    if (name !== 'rows' && this.told === null) return;
    this.refused = null;
    this.told = { age: typeof data.age === 'number' ? data.age : null, stale: data.stale === true, at };
    if (name === 'rows') {
      this.take(Array.isArray(data.data) ? data.data : [], data);
      void this.fetch();
    }
    this.onChange();
  }

  onRefused(why: string): void {
    this.refused = why;
    this.onChange();
  }

  /** Takes rows, the oldest first. @param event what else the event says */
  protected abstract take(rows: readonly unknown[], event: PushEvent['data']): void;

  /** Fetches what is missing, if anything is and nothing is being fetched. */
  protected abstract fetch(): Promise<void>;
}

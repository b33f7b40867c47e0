import type { Collector } from '../../markets/markets.js';
import { collectorKey } from '../../store/redis/keys.ts';
import type { Change } from '../../store/values/changes.ts';
import type { BuiltPage } from '../getData/builtPage.ts';
import type { GetDataPages } from '../getData/getDataPages.ts';
import { type Age, ageMembers, ageOf, type FeedContext, type Source } from './feed.ts';
import { addressOf } from './topics.ts';

/** A latest value as GetData shows it, from the same pages: whoever asks next finds it in memory, and the other way round. */
export class LatestSource implements Source {
  readonly key: string;
  readonly kind = 'conflated';
  readonly collector: Collector;
  readonly code: string;
  isDirty = true;
  /** Since when something waits to be told, monotonic ms; null: nothing does. */
  changedAt: number | null = null;
  /** Rises with each value that is read. */
  reads = 0;
  readonly #parts: FeedContext;
  readonly #pages: GetDataPages;
  readonly #address: string;
  #page: BuiltPage | null = null;
  /** May be newer than the page's own: confirmations are not read. */
  #asOf: number | null = null;
  #version = -1;
  #changes = 0;
  #reading: Promise<boolean> | null = null;

  constructor(parts: FeedContext, pages: GetDataPages, collector: Collector, code: string) {
    this.#parts = parts;
    this.#pages = pages;
    this.collector = collector;
    this.code = code;
    this.key = collectorKey(collector, code);
    this.#address = addressOf(collector, code);
  }

  /** False while nothing could be read yet. */
  get isKnown(): boolean {
    return this.#page !== null;
  }

  onChange({ version, asOf, lowest }: Change): void {
    if (version === this.#version && lowest === null) this.#asOf = asOf;
    else this.#touch();
  }

  onLost(): void {
    this.#touch();
  }

  refresh(): Promise<boolean> {
    if (!this.isDirty) return Promise.resolve(true);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  age(): Age {
    return ageOf(this.#parts, this.collector, this.code, this.#asOf, this.#page?.isOutOfStep);
  }

  /** JSON members, without brackets: with the rows that GetData shows. */
  members(age: Age): string {
    const page = this.#page;
    if (page === null) return ageMembers(age);
    const { rendered, source } = page;
    const { lastUpdateId } = rendered;
    const number = lastUpdateId === undefined ? '' : `"lastUpdateId":${lastUpdateId},`;
    return `${ageMembers(age)},"source":${JSON.stringify(source)},${number}${rendered.data.slice(0, -1)}`;
  }

  /** All feeds have told what was read. */
  settle(): void {
    this.changedAt = this.isDirty ? this.#parts.now() : null;
  }

  #touch(): void {
    this.#changes += 1;
    this.isDirty = true;
    this.changedAt ??= this.#parts.now();
  }

  async #read(): Promise<boolean> {
    const { collector, code } = this;
    const changes = this.#changes;
    const startedAt = this.#parts.now();
    try {
      const kept = this.#pages.kept(this.#address);
      const page = kept ?? (await this.#pages.read(this.#address, { collector, code, page: 1, before: null }));
      const isSame = this.#page !== null && page.version === this.#version;
      this.#page = page;
      this.#asOf = page.asOf;
      this.#version = page.version;
      if (changes === this.#changes) {
        this.isDirty = false;
        if (isSame) this.changedAt = null;
      }
      if (isSame) return true;
      this.changedAt ??= startedAt;
      this.reads += 1;
      return true;
    } catch (error) {
      this.#parts.onFailure(error);
      return false;
    }
  }
}

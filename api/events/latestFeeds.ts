import { eventText } from './eventText.ts';
import { type Age, ageMembers, type Feed, pushTo, ToldAge } from './feed.ts';
import type { Group } from './group.ts';
import type { LatestSource } from './latestSource.ts';

/** One latest value. */
export class ValueFeed implements Feed {
  readonly name: string;
  readonly kind = 'conflated';
  readonly groups = new Set<Group>();
  readonly source: LatestSource;
  readonly #now: () => number;
  readonly #told = new ToldAge();
  /** Of the source. */
  #toldReads = 0;

  constructor(name: string, source: LatestSource, now: () => number) {
    this.name = name;
    this.source = source;
    this.#now = now;
  }

  async ready(): Promise<void> {
    if (!this.source.isKnown) await this.source.refresh();
  }

  first(): string | null {
    return this.source.isKnown ? this.#value(this.source.age(), true) : null;
  }

  tell(): number | null {
    const { source } = this;
    if (source.reads > this.#toldReads) {
      const { changedAt } = source;
      const isFirst = this.#toldReads === 0;
      this.#toldReads = source.reads;
      const age = source.age();
      this.#told.note(age, this.#now());
      pushTo(this.groups, this.#value(age, isFirst));
      return changedAt;
    }
    const now = this.#now();
    if (!source.isKnown || !this.#told.isDue(now)) return null;
    const age = source.age();
    if (!this.#told.isNews(age)) return null;
    this.#told.note(age, now);
    pushTo(this.groups, eventText('age', `{"topic":${JSON.stringify(this.name)},${ageMembers(age)}}`));
    return null;
  }

  #value(age: Age, isFirst: boolean): string {
    const first = isFirst ? '"first":true,' : '';
    return eventText('value', `{"topic":${JSON.stringify(this.name)},${first}${this.source.members(age)}}`);
  }
}

/** What is known of one pair of a feed of all pairs. */
interface Member {
  readonly source: LatestSource;
  readonly told: ToldAge;
  toldReads: number;
}

/** One kind of latest values, of all configured pairs. */
export class ValuesFeed implements Feed {
  readonly name: string;
  readonly kind = 'conflated';
  readonly groups = new Set<Group>();
  readonly #now: () => number;
  #members: Member[] = [];
  #isTold = false;

  constructor(name: string, now: () => number) {
    this.name = name;
    this.#now = now;
  }

  /** In the order of the configuration. Those that are new among them are told like all others. */
  setSources(sources: readonly LatestSource[]): void {
    const known = new Map(this.#members.map((member) => [member.source, member]));
    this.#members = sources.map((source) => known.get(source) ?? { source, told: new ToldAge(), toldReads: 0 });
  }

  get sources(): readonly LatestSource[] {
    return this.#members.map(({ source }) => source);
  }

  async ready(): Promise<void> {
    await Promise.all(this.sources.map((source) => (source.isKnown ? undefined : source.refresh())));
  }

  first(): string | null {
    const known = this.#members.filter(({ source }) => source.isKnown);
    // Of no pairs nothing is known at once.
    if (known.length === 0 && this.#members.length > 0) return null;
    this.#isTold = true;
    return this.#values(known, true);
  }

  tell(): number | null {
    const changed = this.#members.filter(({ source, toldReads }) => source.reads > toldReads);
    const at = oldestOf(changed);
    if (changed.length > 0) {
      const isFirst = !this.#isTold;
      this.#isTold = true;
      pushTo(this.groups, this.#values(changed, isFirst, this.#now()));
    }
    this.#tellAges();
    return at;
  }

  #tellAges(): void {
    const now = this.#now();
    const ages: string[] = [];
    for (const { source, told } of this.#members) {
      if (!source.isKnown || !told.isDue(now)) continue;
      const age = source.age();
      if (!told.isNews(age)) continue;
      told.note(age, now);
      ages.push(`{"code":${JSON.stringify(source.code)},${ageMembers(age)}}`);
    }
    if (ages.length > 0) pushTo(this.groups, this.#text('ages', ages));
  }

  /** @param toldAt monotonic ms, where all are told of it */
  #values(members: readonly Member[], isFirst: boolean, toldAt?: number): string {
    const values = members.map((member) => {
      const { source } = member;
      const age = source.age();
      if (toldAt !== undefined) {
        member.told.note(age, toldAt);
        member.toldReads = source.reads;
      }
      return `{"code":${JSON.stringify(source.code)},${source.members(age)}}`;
    });
    return this.#text('values', values, isFirst);
  }

  #text(name: 'values' | 'ages', entries: readonly string[], isFirst = false): string {
    const first = isFirst ? '"first":true,' : '';
    return eventText(name, `{"topic":${JSON.stringify(this.name)},${first}"data":[${entries.join(',')}]}`);
  }
}

function oldestOf(members: readonly Member[]): number | null {
  const times = members.flatMap(({ source }) => source.changedAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

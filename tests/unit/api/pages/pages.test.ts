import type { PageKind, PageRequest, Pages } from '../../../../api/pages/page.ts';
import { createPages, type PagesOptions } from '../../../../api/pages/pages.ts';
import type { Store } from '../../../../store/redis/connect.ts';
import type { Change } from '../../../../store/values/changes.ts';

/** What is stored, as numbers by key. */
let stored: Record<string, number>;
/** Reads that have begun. */
let reads: string[];
/** Each read waits for it. */
let gate: Promise<void>;
beforeEach(() => {
  stored = { a: 1, b: 10, c: 100 };
  reads = [];
  gate = Promise.resolve();
});

interface Sum {
  readonly keys: readonly string[];
  sum: number;
  text: string;
  missing: string[];
}

const total = (keys: readonly string[]) => keys.reduce((sum, key) => sum + (stored[key] ?? 0), 0);

/** A sum of what is stored at several keys. Announcements say by their `lowest` what becomes of it. */
const sums: PageKind<Sum> = {
  sizeOf: () => 100,
  follow(page, { key, lowest }) {
    if (lowest === null) return 'right';
    if (lowest === 0) return 'wrong';
    if (lowest === 1) {
      page.sum += 1_000;
      return 'outdated';
    }
    page.missing.push(key);
    return 'behind';
  },
  rewrite(page) {
    page.text = `rewritten ${page.sum}`;
  },
  async patch(page) {
    reads.push(`patch ${page.missing.join()}`);
    await gate;
    return stored.c === 0 ? null : { keys: page.keys, sum: total(page.keys), text: 'patched', missing: [] };
  },
};

const sumOf = (address: string, ...keys: string[]): PageRequest<Sum> => ({
  address,
  keys,
  async read() {
    reads.push(address);
    const sum = total(keys);
    await gate;
    return { keys, sum, text: 'read', missing: [] };
  },
});

function openPages(options: Partial<PagesOptions> = {}): Pages {
  const pages = createPages({ read: (from) => from(undefined as unknown as Store), monotonic: () => 0, ...options });
  pages.onLive();
  return pages;
}

const change = (key: string, lowest: number | null): Change => ({ key, version: 2, asOf: 2, lowest, total: null });

function hold(): () => void {
  let go: () => void = () => undefined;
  gate = new Promise((resolve) => {
    go = resolve;
  });
  return go;
}

describe('a page of several keys', () => {
  it('goes when any one of them is announced as changed, and stays for others', async () => {
    const pages = openPages();
    const shelf = pages.shelf(sums);
    for (const key of ['a', 'b', 'c']) {
      await shelf.read(sumOf('a+b', 'a', 'b'));
      pages.onChange(change(key, 0));
      expect(shelf.kept('a+b')?.sum).toBe(key === 'c' ? 11 : undefined);
    }
  });

  it('is read anew by who asks after an announcement of one of them, and what was read before is not kept', async () => {
    const pages = openPages();
    const shelf = pages.shelf(sums);
    const go = hold();
    const [early, alsoEarly] = [shelf.read(sumOf('a+b', 'a', 'b')), shelf.read(sumOf('a+b', 'a', 'b'))];
    stored.b = 20;
    pages.onChange(change('b', 0));
    const late = shelf.read(sumOf('a+b', 'a', 'b'));
    go();
    expect([await early, await alsoEarly, await late].map(({ sum }) => sum)).toEqual([11, 11, 21]);
    expect(reads).toEqual(['a+b', 'a+b']);
    expect(shelf.kept('a+b')).toBe(await late);
  });
});

describe('a page that is behind', () => {
  it('is patched once for all who ask, for all that was announced since', async () => {
    const pages = openPages();
    const shelf = pages.shelf(sums);
    await shelf.read(sumOf('a+b', 'a', 'b'));
    stored = { a: 2, b: 20, c: 100 };
    pages.onChange(change('a', 7));
    pages.onChange(change('b', null));
    pages.onChange(change('b', 7));
    expect(shelf.kept('a+b')).toBeUndefined();
    const [one, other] = await Promise.all([shelf.read(sumOf('a+b', 'a', 'b')), shelf.read(sumOf('a+b', 'a', 'b'))]);
    expect(one).toBe(other);
    expect(one).toMatchObject({ sum: 22, text: 'patched' });
    expect(reads).toEqual(['a+b', 'patch a,b']);
    expect(shelf.kept('a+b')).toBe(one);
  });

  it('stays behind where it was announced again while it was patched', async () => {
    const pages = openPages();
    const shelf = pages.shelf(sums);
    await shelf.read(sumOf('a', 'a'));
    pages.onChange(change('a', 7));
    const go = hold();
    const early = shelf.read(sumOf('a', 'a'));
    pages.onChange(change('a', 7));
    go();
    await early;
    expect(shelf.kept('a')).toBeUndefined();
    await shelf.read(sumOf('a', 'a'));
    expect(shelf.kept('a')).toMatchObject({ text: 'patched' });
    expect(reads).toEqual(['a', 'patch a', 'patch a,a']);
  });

  it('is read anew where it cannot be patched', async () => {
    const pages = openPages();
    const shelf = pages.shelf(sums);
    await shelf.read(sumOf('a', 'a'));
    stored.c = 0;
    pages.onChange(change('a', 7));
    expect(await shelf.read(sumOf('a', 'a'))).toMatchObject({ text: 'read' });
    expect(reads).toEqual(['a', 'patch a', 'a']);
  });

  it('is not answered as outdated, whichever was announced last', async () => {
    const pages = openPages();
    const shelf = pages.shelf(sums);
    await shelf.read(sumOf('a', 'a'));
    pages.onChange(change('a', 7));
    pages.onChange(change('a', 1));
    expect(shelf.kept('a')).toBeUndefined();
  });
});

it('an outdated page is written anew once, when somebody asks for it', async () => {
  const pages = openPages();
  const shelf = pages.shelf(sums);
  await shelf.read(sumOf('a', 'a'));
  pages.onChange(change('a', 1));
  pages.onChange(change('a', 1));
  expect(shelf.kept('a')).toMatchObject({ text: 'rewritten 2001' });
  expect(reads).toEqual(['a']);
});

it('kinds that use one address do not get the pages of each other', async () => {
  const pages = openPages();
  const [one, other] = [pages.shelf(sums), pages.shelf({ ...sums })];
  const go = hold();
  const all = [one.read(sumOf('a', 'a')), other.read(sumOf('a', 'a'))];
  go();
  const [first, second] = await Promise.all(all);
  expect(first).not.toBe(second);
  expect([one.kept('a'), other.kept('a')]).toEqual([undefined, second]);
});

it('all kinds share the memory', async () => {
  const pages = openPages({ mostBytes: 6_000 });
  const [small, large] = [pages.shelf(sums), pages.shelf({ ...sums, sizeOf: () => 4_000 })];
  await small.read(sumOf('a', 'a'));
  await large.read(sumOf('b', 'b'));
  expect([small.kept('a')?.sum, large.kept('b')?.sum]).toEqual([1, 10]);
  await large.read(sumOf('c', 'c'));
  expect([small.kept('a'), large.kept('b'), large.kept('c')?.sum]).toEqual([undefined, undefined, 100]);
});

describe('who waits for the next announcement of a key', () => {
  it('is told once', () => {
    const pages = openPages();
    const told: string[] = [];
    pages.onNext('a', () => told.push('a'));
    const end = pages.onNext('a', () => told.push('ended'));
    end();
    pages.onChange(change('b', null));
    expect(told).toEqual([]);
    pages.onChange(change('a', null));
    pages.onChange(change('a', null));
    expect(told).toEqual(['a']);
  });

  it.each(['onLost', 'onLive', 'clear'] as const)('is told by %s, too', (happen) => {
    const pages = openPages();
    let isTold = false;
    pages.onNext('a', () => {
      isTold = true;
    });
    pages[happen]();
    expect(isTold).toBe(true);
  });
});

it('a read that was under way when the connection was lost is not kept', async () => {
  const pages = openPages();
  const shelf = pages.shelf(sums);
  const go = hold();
  const early = shelf.read(sumOf('a', 'a'));
  pages.onLost();
  pages.onLive();
  go();
  await early;
  expect(shelf.kept('a')).toBeUndefined();
});

it('a read that fails fails for all who wait for it, and the next one begins anew', async () => {
  const pages = openPages();
  const shelf = pages.shelf(sums);
  const failing = { ...sumOf('a', 'a'), read: () => Promise.reject(new Error('away')) };
  await expect(Promise.all([shelf.read(failing), shelf.read(failing)])).rejects.toThrow('away');
  expect((await shelf.read(sumOf('a', 'a'))).sum).toBe(1);
});

it('while nothing is announced, who waits is not woken by whoever asks', async () => {
  let now = 0;
  const pages = openPages({ monotonic: () => now });
  const shelf = pages.shelf(sums);
  let woken = 0;
  const listen = () => pages.onNext('a', () => (woken += 1));
  listen();
  now = 3_001;
  await shelf.read(sumOf('one', 'a'));
  expect(woken).toBe(1);
  listen();
  for (let round = 0; round < 3; round++) {
    expect(shelf.kept('one')).toBeUndefined();
    await shelf.read(sumOf('one', 'a'));
  }
  expect(woken).toBe(1);
  pages.onChange(change('a', 2));
  expect(woken).toBe(2);
  await shelf.read(sumOf('one', 'a'));
  expect(shelf.kept('one')).toBeDefined();
  now = 7_000;
  listen();
  await shelf.read(sumOf('one', 'a'));
  expect(woken).toBe(3);
});

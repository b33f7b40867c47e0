import fc from 'fast-check';
import request from 'supertest';
import { type ApiFixture, book, createApiFixture, trade } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const first = '/GetData?type=trades&code=btcusdt';
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => trade(from + index));

async function page(address: string): Promise<{ ids: number[]; next: string | null; pages: number; total: number }> {
  const { body } = await request(api.app).get(address).expect(200);
  return { ...body, ids: body.data.map(({ id }: { id: number }) => id) };
}

describe('paging', () => {
  it('by following next gives every row exactly once, whatever arrives meanwhile', async () => {
    const arrivals = fc.array(fc.nat(25), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.nat(65), arrivals, async (count, arriving) => {
        await api.store.redis.flushdb();
        if (count > 0) await api.series('trades', range(1, count));
        let newest = count;
        const seen: number[] = [];
        for (let address: string | null = first, turn = 0; address !== null; turn += 1) {
          const { ids, next }: Awaited<ReturnType<typeof page>> = await page(address);
          seen.push(...ids);
          address = next;
          const more = arriving[turn % arriving.length] ?? 0;
          if (more > 0) await api.series('trades', range(newest + 1, more));
          newest += more;
        }
        expect(seen).toEqual(Array.from({ length: count }, (_, index) => count - index));
      }),
      { numRuns: 25 },
    );
  });

  it('by numbers covers every row exactly once while nothing arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 65 }), async (count) => {
        await api.store.redis.flushdb();
        await api.series('trades', range(1, count));
        const { pages, total } = await page(first);
        const numbers = Array.from({ length: pages }, (_, index) => index + 1);
        const ids = await Promise.all(numbers.map(async (number) => (await page(`${first}&pageSize=${number}`)).ids));
        expect(total).toBe(count);
        expect(ids.flat()).toEqual(Array.from({ length: count }, (_, index) => count - index));
        expect((await page(`${first}&pageSize=${pages + 1}`)).ids).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    [10, ''],
    [20, '&pageSize=2'],
    [20, '&before=11'],
  ])('of %d rows ends where no row follows (%p)', async (count, query) => {
    await api.store.redis.flushdb();
    await api.series('trades', range(1, count));
    const { ids, next } = await page(first + query);
    expect([ids.length, next]).toEqual([10, null]);
  });

  it('covers every level of a book', async () => {
    const sides = fc.record({ bids: fc.nat(45), asks: fc.nat(45) });
    await fc.assert(
      fc.asyncProperty(sides, async (size) => {
        await api.latest('depth', book(size));
        const levels: number[] = [];
        for (let address: string | null = first.replace('trades', 'depth'); address !== null; ) {
          const { body }: { body: { data: { level: number }[]; next: string | null } } = await request(api.app).get(
            address,
          );
          levels.push(...body.data.map(({ level }) => level));
          address = body.next;
        }
        expect(levels).toEqual(Array.from({ length: Math.max(size.bids, size.asks) }, (_, index) => index + 1));
      }),
      { numRuns: 15 },
    );
  });

  it('keeps the number of the last page that may be asked for', async () => {
    await api.store.redis.flushdb();
    await api.series('trades', range(1, 30));
    const { next } = await page(`${first}&pageSize=1000000&before=25`);
    expect(next).toBe('/GetData?pageSize=1000000&type=trades&code=btcusdt&before=15');
  });
});

/** An answer of the API that stands in for it: `before` is that of the request, null where it has none. */
type Answering = (before: number | null, path: string) => unknown;

/** Answers what the page asks for, by itself. What `answer` throws is an API that cannot be reached. @returns `before` of each request */
export function answerWith(answer: Answering): (number | null)[] {
  const asked: (number | null)[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (address) => {
    const { searchParams, href } = new URL(String(address));
    const before = searchParams.has('before') ? Number(searchParams.get('before')) : null;
    asked.push(before);
    return Response.json(await answer(before, href));
  });
  return asked;
}

/** An event as /events tells it now. */
export const told = (name: string, data: Readonly<Record<string, unknown>>) => ({
  ...{ name, topic: 'spot:btcusdt:of', at: Date.now() },
  data: { age: 5, stale: false, ...data },
});

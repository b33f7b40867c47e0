import { keepAccessKey } from '../../../../web/wire/accessKey.ts';
import { allowKey, ask } from '../../../../web/wire/ask.ts';

const realFetch = globalThis.fetch;
/** The keys that were sent. */
let sent: (string | null)[] = [];

/** An API that knows one key, in place of `fetch`. */
function knowing(key: string): void {
  globalThis.fetch = async (_url, init) => {
    const own = new Headers(init?.headers).get('X-API-Key');
    sent.push(own);
    return new Response('{}', { status: own === key ? 200 : 401 });
  };
}

const codeOf = (path: string): Promise<string> =>
  ask(path).then(
    () => 'answered',
    (error) => error.code,
  );

beforeEach(() => {
  sent = [];
  keepAccessKey(null);
  allowKey();
});
afterAll(() => {
  globalThis.fetch = realFetch;
});

it('with a key that was refused nobody asks again, until there is another one', async () => {
  knowing('right');
  keepAccessKey('wrong');
  expect([await codeOf('health'), await codeOf('gaps'), await codeOf('health')]).toEqual(['key', 'key', 'key']);
  expect(sent).toEqual(['wrong']);
  keepAccessKey('right');
  expect(await codeOf('health')).toBe('answered');
});

it('nor without one, where the API wants one', async () => {
  knowing('right');
  expect([await codeOf('health'), await codeOf('gaps')]).toEqual(['key', 'key']);
  expect(sent).toEqual([null]);
});

it('asks with the same key again where somebody says that it may be accepted now', async () => {
  knowing('other');
  keepAccessKey('late');
  expect(await codeOf('health')).toBe('key');
  knowing('late');
  expect(await codeOf('health')).toBe('key');
  allowKey();
  expect(await codeOf('health')).toBe('answered');
});

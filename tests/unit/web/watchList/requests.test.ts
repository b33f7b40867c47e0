import { Requests } from '../../../../web/panels/watchList/requests.ts';

const EVERY_MS = 1_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Requests whose answers come when the test says so. */
function asking() {
  const asked: string[] = [];
  const answers = new Map<string, (dueIn: number) => void>();
  const ask = (name: string) => () => {
    asked.push(name);
    return new Promise<number>((resolve) => answers.set(name, resolve));
  };
  const answer = async (name: string, dueIn: number) => {
    answers.get(name)?.(dueIn);
    await jest.advanceTimersByTimeAsync(0);
  };
  return { asked, ask, answer };
}

it('asks for two at once, in the order in which they were wanted', async () => {
  const requests = new Requests(2, EVERY_MS);
  const { asked, ask, answer } = asking();
  for (const name of ['a', 'b', 'c']) requests.want(name, ask(name));
  expect(asked).toEqual([]);
  await jest.advanceTimersByTimeAsync(EVERY_MS);
  expect(asked).toEqual(['a', 'b']);
  await answer('a', 60_000);
  expect(asked).toEqual(['a', 'b', 'c']);
});

it('asks again when it is due, while it is wanted', async () => {
  const requests = new Requests(2, EVERY_MS);
  const { asked, ask, answer } = asking();
  const end = requests.want('a', ask('a'));
  await jest.advanceTimersByTimeAsync(EVERY_MS);
  await answer('a', 5_000);
  await jest.advanceTimersByTimeAsync(4_000);
  expect(asked).toEqual(['a']);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual(['a', 'a']);
  await answer('a', 5_000);
  end();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(['a', 'a']);
});

it('does not ask for what nobody wants any more, nor twice for what two want', async () => {
  const requests = new Requests(2, EVERY_MS);
  const { asked, ask } = asking();
  requests.want('gone', ask('gone'))();
  requests.want('a', ask('a'));
  requests.want('a', ask('a'));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual(['a']);
});

it('keeps what it has: what comes back into sight is not asked for before it is due', async () => {
  const requests = new Requests(2, EVERY_MS);
  const { asked, ask, answer } = asking();
  const end = requests.want('a', ask('a'));
  await jest.advanceTimersByTimeAsync(EVERY_MS);
  await answer('a', 60_000);
  end();
  requests.want('a', ask('a'));
  await jest.advanceTimersByTimeAsync(30_000);
  expect(asked).toEqual(['a']);
});

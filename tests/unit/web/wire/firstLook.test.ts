import { firstLook, firstLookPath } from '../../../../web/wire/firstLook.ts';
import { sendEarly } from '../../../../web/wire/send.ts';
import { type FakeApi, fakeApi } from './fakeStreams.ts';

let api: FakeApi;
let told: string[];
let end: () => void;
let isEnded: boolean;

const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms);
const look = (topics: readonly string[], key: string | null = null) => {
  const own = firstLook(topics, key, ({ topic }) => void told.push(topic));
  isEnded = false;
  void own.ended.then(() => {
    isEnded = true;
  });
  end = own.end;
};

beforeEach(() => {
  jest.useFakeTimers();
  api = fakeApi();
  told = [];
});
afterEach(() => {
  end();
  jest.useRealTimers();
});

it('asks once, and ends as soon as each topic was told', async () => {
  look(['state', 'a']);
  api.last().accept().tell('a').tell('state').tell('a');
  await pass();
  expect(told).toEqual(['a', 'state']);
  expect([api.streams.length, api.open().length, isEnded]).toEqual([1, 0, true]);
});

it('ends after 2 s where a topic is not told, as it does when it is ended', async () => {
  look(['state', 'a']);
  api.last().open();
  await pass(1_900);
  expect([api.open().length, isEnded]).toEqual([1, false]);
  await pass(200);
  expect([api.open().length, isEnded]).toEqual([0, true]);
  look(['state']);
  end();
  expect(api.open()).toHaveLength(0);
});

it('one topic that there is not is told of, too', async () => {
  look(['state', 'a']);
  api.last().accept().tell('a', { why: 'No a.' }, 'removed').tell('state');
  await pass();
  expect([told, api.open().length]).toEqual([['a', 'state'], 0]);
});

it.each([401, 503])('what the API refuses is not asked for again: status %s', async (status) => {
  look(['state']);
  api.last().refuse(status);
  await pass(5_000);
  expect([told, api.streams.length, isEnded]).toEqual([[], 1, true]);
});

describe('what was sent early', () => {
  const path = firstLookPath(['state']);

  it('is what answers it, and ends with it', async () => {
    sendEarly(path, null);
    look(['state']);
    expect(api.streams).toHaveLength(1);
    api.last().open();
    await pass();
    expect([told, api.open().length]).toEqual([['state'], 0]);
    look(['state']);
    expect(api.streams).toHaveLength(2);
  });

  it('answers who has its key', async () => {
    sendEarly(path, 'own');
    look(['state'], 'own');
    expect(api.streams.map(({ key }) => key)).toEqual(['own']);
    api.last().open();
    await pass();
    expect(told).toEqual(['state']);
  });

  it('is given up where this tab has another key', async () => {
    sendEarly(path, null);
    look(['state'], 'own');
    expect(api.streams.map(({ isOpen, key }) => [isOpen, key])).toEqual([
      [false, null],
      [true, 'own'],
    ]);
    api.last().open();
    await pass();
    expect(told).toEqual(['state']);
  });
});

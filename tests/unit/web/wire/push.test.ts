import type { FromHub, ToHub } from '../../../../web/wire/messages.ts';
import { type FakeApi, fakeApi } from './fakeStreams.ts';

/** A worker for all tabs as the browser has it: the test speaks for it. */
class FakeWorker {
  static all: FakeWorker[] = [];
  readonly heard: ToHub[] = [];
  onError: () => void = () => undefined;
  readonly port = {
    onmessage: (_event: { data: FromHub }): void => undefined,
    postMessage: (message: ToHub) => void this.heard.push(message),
    close: () => {
      this.isClosed = true;
    },
  };
  isClosed = false;
  constructor() {
    FakeWorker.all.push(this);
  }
  addEventListener(_name: string, onError: () => void): void {
    this.onError = onError;
  }
  say(message: FromHub): void {
    if (!this.isClosed) this.port.onmessage({ data: message });
  }
  open(): void {
    this.say({ kind: 'link', link: { state: 'open' } });
  }
  tell(topic: string): void {
    this.say({ kind: 'event', event: { name: 'value', topic, data: {}, at: Date.now() } });
  }
}

const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms);
const worker = (): FakeWorker => {
  const last = FakeWorker.all.at(-1);
  if (last === undefined) throw new Error('no worker was joined');
  return last;
};

let push: typeof import('../../../../web/wire/push.ts');
let page: EventTarget & { hidden: boolean };
let reported: unknown[];
let api: FakeApi;

beforeEach(() => {
  jest.useFakeTimers();
  jest.resetModules();
  api = fakeApi();
  FakeWorker.all = [];
  reported = [];
  page = Object.assign(new EventTarget(), { hidden: false });
  const own = new EventTarget();
  Object.assign(globalThis, {
    SharedWorker: FakeWorker,
    document: page,
    addEventListener: own.addEventListener.bind(own),
    dispatchEvent: own.dispatchEvent.bind(own),
    reportError: (error: unknown) => void reported.push(error),
  });
  push = require('../../../../web/wire/push.ts');
});
afterEach(() => {
  jest.clearAllTimers();
  jest.useRealTimers();
});

function follow(topic: string) {
  const told: string[] = [];
  const end = push.follow(topic, { onEvent: () => void told.push(topic), onRefused: (why) => void told.push(why) });
  return { told, end };
}

it('tells what all parts of the page follow at once, and always the state', async () => {
  push.startPush();
  const before = worker().heard.length;
  const a = follow('a');
  follow('b');
  follow('a');
  await pass();
  expect(worker().heard.slice(before)).toEqual([{ topics: ['state', 'a', 'b'], key: null, anew: true, retry: false }]);
  worker().tell('a');
  expect(a.told).toEqual(['a']);
  a.end();
  await pass();
  expect(worker().heard.at(-1)?.topics).toEqual(['state', 'a', 'b']);
});

it.each(['a,b', 'x'.repeat(201)])('a topic that there cannot be is refused, and not asked for: %s', async (topic) => {
  push.startPush();
  const { told } = follow(topic);
  await pass();
  expect(told).toEqual(['There is no such topic.']);
  expect(worker().heard.flatMap(({ topics }) => topics)).not.toContain(topic);
});

it('a part that fails does not keep others from what they follow', async () => {
  push.startPush();
  const fail = () => {
    throw new Error('of a test');
  };
  push.follow('a', { onEvent: fail, onRefused: fail });
  const { told } = follow('a');
  worker().tell('a');
  worker().say({ kind: 'refused', topic: 'a', why: 'No.' });
  expect(told).toEqual(['a', 'No.']);
  expect(reported).toHaveLength(2);
});

it('a tab that nobody looks at follows the state alone, and all when it is looked at', async () => {
  push.startPush();
  follow('a');
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  await pass(4_900);
  expect(worker().heard.at(-1)?.topics).toEqual(['state', 'a']);
  await pass(200);
  expect(worker().heard.at(-1)?.topics).toEqual(['state']);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(worker().heard.at(-1)).toMatchObject({ topics: ['state', 'a'], anew: true });
});

it('leaves when the page is left, and follows all again when the browser brings it back', async () => {
  push.startPush();
  follow('a');
  dispatchEvent(new Event('pagehide'));
  expect(worker().heard.at(-1)?.topics).toEqual([]);
  dispatchEvent(new Event('pageshow'));
  await pass();
  expect(worker().heard.at(-1)).toMatchObject({ topics: ['state', 'a'], anew: true });
});

describe('until the worker tells', () => {
  const opening: FromHub = { kind: 'link', link: { state: 'opening' } };
  const ahead = async () => {
    const { told } = follow('a');
    push.startPush();
    api.last().open('a');
    await pass();
    return told;
  };

  it('what the page has asked for itself counts', async () => {
    const told = await ahead();
    expect(api.last().topics).toEqual(['state', 'a']);
    expect([told, push.link.get(), push.isFirstTold.get()]).toEqual([['a'], { state: 'open' }, false]);
    api.last().tell('state');
    await pass();
    expect([push.isFirstTold.get(), api.open().length]).toEqual([true, 0]);
    worker().say(opening);
    expect(push.link.get()).toEqual({ state: 'open' });
    worker().open();
    expect(push.link.get()).toEqual({ state: 'open' });
  });

  it('it is waited for half a second, and taken all the same', async () => {
    const told = await ahead();
    await pass(400);
    expect(push.isFirstTold.get()).toBe(false);
    await pass(200);
    expect(push.isFirstTold.get()).toBe(true);
    api.last().tell('a');
    await pass();
    expect(told).toEqual(['a', 'a']);
  });

  it('for 2.2 s: then nothing is the present any more', async () => {
    await ahead();
    worker().say(opening);
    await pass(2_100);
    expect(push.link.get()).toEqual({ state: 'open' });
    const since = Date.now() - 2_100;
    await pass(200);
    const frozen = { state: 'frozen', since, code: 'silent', why: 'The API has told nothing more.' };
    expect(push.link.get()).toEqual(frozen);
    // It still opens its stream.
    worker().say(opening);
    expect(push.link.get()).toEqual(frozen);
    worker().open();
    expect(push.link.get()).toEqual({ state: 'open' });
  });

  it('and no longer: it is frozen when the worker says so', async () => {
    await ahead();
    const frozen = { state: 'frozen', since: null, code: 'away', why: 'No.' } as const;
    worker().say({ kind: 'link', link: frozen });
    // The worker knows nothing of what the page has heard.
    const since = Date.now();
    expect(push.link.get()).toEqual({ ...frozen, since });
    await pass(3_000);
    expect(push.link.get()).toEqual({ ...frozen, since });
  });

  it('where the worker is quicker, the page asks no more', async () => {
    const { told } = follow('a');
    push.startPush();
    worker().open();
    api.last().open('a');
    await pass();
    expect([told, api.open().length]).toEqual([[], 0]);
  });
});

describe('a worker', () => {
  it('that falls silent is joined again after 4 s, and left', async () => {
    push.startPush();
    const first = worker();
    follow('a');
    first.open();
    for (let seconds = 0; seconds < 5; seconds += 1) {
      await pass(1_000);
      first.tell('state');
    }
    const since = Date.now();
    await pass(3_900);
    expect(push.link.get()).toEqual({ state: 'open' });
    await pass(1_100);
    expect(push.link.get()).toMatchObject({ state: 'frozen', since, code: 'silent' });
    expect(FakeWorker.all).toHaveLength(2);
    expect(first.heard.at(-1)?.topics).toEqual([]);
    expect(worker().heard[0]).toEqual({ topics: ['state', 'a'], key: null, anew: true, retry: false });
    worker().open();
    expect(push.link.get()).toEqual({ state: 'open' });
  });

  it('that never answers is joined again and again', async () => {
    push.startPush();
    await pass(20_000);
    expect(FakeWorker.all.length).toBeGreaterThan(3);
    worker().open();
    expect(push.link.get()).toEqual({ state: 'open' });
  });

  it('that answers, and has nothing to tell because a key is refused, is not', async () => {
    push.startPush();
    const frozen: FromHub = { kind: 'link', link: { state: 'frozen', since: null, code: 'key', why: 'No.' } };
    worker().say(frozen);
    for (let seconds = 0; seconds < 60; seconds += 1) {
      const before = worker().heard.length;
      await pass(1_000);
      if (worker().heard.length > before) worker().say(frozen);
    }
    expect(FakeWorker.all).toHaveLength(1);
  });

  it('that was left because it never answered tells nothing more, and its late failure changes nothing', async () => {
    push.startPush();
    const { told } = follow('a');
    const first = worker();
    await pass(6_000);
    const second = worker();
    expect(second).not.toBe(first);
    second.open();
    const asked = api.streams.length;
    first.onError();
    first.tell('a');
    await pass(100);
    expect([told, api.streams.length, FakeWorker.all.length]).toEqual([[], asked, 2]);
    second.tell('a');
    expect(told).toEqual(['a']);
    push.tellAnew();
    await pass();
    expect(second.heard.at(-1)).toMatchObject({ topics: ['state', 'a'], anew: true });
  });

  it.each([
    ['cannot be started', () => worker().onError()],
    ['is not there in this browser', () => undefined],
  ])('that %s: this tab listens alone', async (what, happens) => {
    if (what.startsWith('is not')) Reflect.deleteProperty(globalThis, 'SharedWorker');
    push.startPush();
    const { told } = follow('a');
    happens();
    await pass(100);
    expect(api.last().topics).toEqual(['state', 'a']);
    api.last().open('a');
    await pass();
    expect(told).toEqual(['a']);
    expect(push.link.get()).toEqual({ state: 'open' });
  });
});

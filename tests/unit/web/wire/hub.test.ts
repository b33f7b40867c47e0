import { Hub, type Member } from '../../../../web/wire/hub.ts';
import type { FromHub, ToHub } from '../../../../web/wire/messages.ts';
import { type FakeApi, fakeApi } from './fakeStreams.ts';

let api: FakeApi;
let hub: Hub;
let reported: unknown[];

beforeEach(() => {
  jest.useFakeTimers();
  api = fakeApi();
  hub = new Hub();
  reported = [];
  globalThis.reportError = (error) => void reported.push(error);
});
afterEach(() => {
  jest.clearAllTimers();
  jest.useRealTimers();
});

const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms);

class Tab {
  readonly told: FromHub[] = [];
  readonly #member: Member;
  readonly #key: string | null;

  constructor(key: string | null = null, onMessage: (message: FromHub) => void = () => undefined) {
    this.#key = key;
    this.#member = hub.join((message) => {
      this.told.push(message);
      onMessage(message);
    });
  }

  say(topics: readonly string[], rest: Partial<ToHub> = {}): this {
    this.#member.take({ topics, key: this.#key, anew: false, retry: false, ...rest });
    return this;
  }

  events(): string[] {
    return this.told.flatMap((one) => (one.kind === 'event' ? one.event.topic : []));
  }

  refused(): string[] {
    return this.told.flatMap((one) => (one.kind === 'refused' ? one.topic : []));
  }

  link() {
    return this.told.flatMap((one) => (one.kind === 'link' ? one.link : [])).at(-1);
  }
}

/** Keeps the stream in use alive as the API does, by its state each second. */
async function live(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    for (const stream of api.open()) stream.tell('state');
    await pass(1_000);
  }
}

/** Lets the changes gather, and the API open what is asked for. */
async function settle() {
  await pass(30);
  const stream = api.last();
  stream.open();
  await pass();
  return stream;
}

describe('tabs of one browser', () => {
  it('share one stream of all that they follow, and each is told what it follows', async () => {
    const [one, other] = [new Tab().say(['state', 'a', 'b']), new Tab().say(['state', 'b', 'c'])];
    const stream = await settle();
    expect(api.streams).toHaveLength(1);
    expect(stream.topics).toEqual(['state', 'a', 'b', 'c']);
    stream.tell('a').tell('b').tell('c');
    await pass();
    expect([one.events(), other.events()]).toEqual([
      ['state', 'a', 'b'],
      ['state', 'b', 'c'],
    ]);
  });

  it('have another with another key', async () => {
    const [one, other] = [new Tab('k1').say(['state', 'a']), new Tab('k2').say(['state', 'a'])];
    await pass(30);
    expect(api.open().map(({ key }) => key)).toEqual(['k1', 'k2']);
    api.open()[0]?.open().tell('a');
    await pass();
    expect([one.events(), other.events()]).toEqual([['state', 'a'], []]);
    expect([one.link()?.state, other.link()?.state]).toEqual(['open', 'opening']);
  });

  it('are told all anew when one comes, in a stream that tells the present state', async () => {
    new Tab().say(['state', 'a']);
    const first = await settle();
    const other = new Tab().say(['state', 'a']);
    expect(other.link()).toEqual({ state: 'open' });
    const second = await settle();
    expect([first.isOpen, second.isOpen]).toEqual([false, true]);
    expect(second.topics).toEqual(['state', 'a']);
    expect(other.events()).toEqual(['state']);
  });

  it('are asked for once when they come together', async () => {
    for (const topic of ['a', 'b', 'c']) new Tab().say(['state', topic], { anew: true });
    await settle();
    expect(api.streams.map(({ topics }) => topics)).toEqual([['state', 'a', 'b', 'c']]);
  });

  it('change their stream when the key of one becomes that of the other', async () => {
    const one = new Tab('k1').say(['state', 'a']);
    await settle();
    one.say(['state', 'a'], { key: 'k2' });
    const stream = await settle();
    expect(api.open()).toEqual([stream]);
    expect(stream.key).toBe('k2');
  });

  it('know with each message that the hub is there', async () => {
    const tab = new Tab().say(['state']);
    await settle();
    const before = tab.told.length;
    tab.say(['state']);
    expect(tab.told.slice(before)).toEqual([{ kind: 'link', link: { state: 'open' } }]);
    await pass(100);
    expect(api.streams).toHaveLength(1);
  });
});

describe('a topic', () => {
  it('that comes is followed within 30 ms, although another goes at the same moment', async () => {
    const tab = new Tab().say(['state', 'a']);
    await settle();
    tab.say(['state', 'b']);
    await pass(30);
    expect(api.last().topics).toEqual(['state', 'b']);
  });

  it('that comes is followed within 30 ms, however much else changes meanwhile', async () => {
    const tab = new Tab().say(['state', 'a']);
    await settle();
    tab.say(['state', 'a', 'b']);
    await pass(20);
    tab.say(['state', 'b', 'c']);
    await pass(10);
    expect(api.last().topics).toEqual(['state', 'b', 'c']);
  });

  it('that goes is followed some seconds longer', async () => {
    const tab = new Tab().say(['state', 'a', 'b']);
    await settle();
    tab.say(['state', 'a']);
    await live(2_000);
    expect(api.streams).toHaveLength(1);
    await live(2_000);
    expect(api.last().topics).toEqual(['state', 'a']);
  });

  it('that another tab follows too opens no new stream when one goes', async () => {
    const [one] = [new Tab().say(['state', 'a']), new Tab().say(['state', 'a'])];
    await settle();
    one.say([]);
    await live(10_000);
    expect(api.streams).toHaveLength(1);
  });

  it('that is told to be removed, or refused, is told to who follows it alone', async () => {
    const [one, other] = [new Tab().say(['state', 'a', 'b']), new Tab().say(['state', 'b'])];
    await pass(30);
    api.last().refuse(404, { topic: 'a', detail: 'No a.' });
    await pass();
    const stream = api.last().open();
    expect(stream.topics).toEqual(['state', 'b']);
    stream.tell('b', { error: 'x', why: 'gone' }, 'removed').tell('b', {}, 'value');
    await pass();
    expect([one.refused(), other.refused()]).toEqual([['a'], []]);
    expect(other.told.flatMap((each) => (each.kind === 'event' ? each.event.name : []))).toEqual([
      'value',
      'removed',
      'value',
    ]);
  });

  it('that was refused is asked for again when all is to be told anew', async () => {
    const tab = new Tab().say(['state', 'a']);
    await pass(30);
    api.last().refuse(404, { topic: 'a', detail: 'No a.' });
    await pass();
    api.last().open();
    await pass();
    tab.say(['state', 'a'], { anew: true });
    const stream = await settle();
    expect(stream.topics).toEqual(['state', 'a']);
  });

  it('of more than a hundred is refused, and the state never is', async () => {
    const many = (from: string) => Array.from({ length: 60 }, (_, at) => `${from}${at}`);
    const [one, other] = [new Tab().say([...many('a'), 'state']), new Tab().say([...many('b'), 'state'])];
    const stream = await settle();
    expect(stream.topics).toHaveLength(100);
    expect(stream.topics[0]).toBe('state');
    expect([one.refused().length, other.refused().length]).toEqual([0, 21]);
    one.say([]);
    await live(4_000);
    expect(api.last().topics).toEqual(['state', ...many('b')]);
  });
});

describe('a key that is refused', () => {
  it('is not asked with again by other topics or tabs, and once when somebody says so', async () => {
    const one = new Tab('wrong').say(['state', 'a']);
    await pass(30);
    api.last().refuse(401);
    await pass();
    one.say(['state', 'b'], { anew: true });
    const other = new Tab('wrong').say(['state']);
    expect(other.link()).toMatchObject({ state: 'frozen', code: 'key' });
    await pass(60_000);
    expect(api.streams).toHaveLength(1);
    one.say(['state', 'b'], { retry: true });
    await pass(30);
    expect(api.streams).toHaveLength(2);
    expect(api.last().topics).toEqual(['state', 'b']);
    api.last().open();
    await pass();
    expect([one.link(), other.link()]).toEqual([{ state: 'open' }, { state: 'open' }]);
  });

  it('is asked with once when it is new and somebody says that it may be accepted', async () => {
    const tab = new Tab().say(['state']);
    await pass(30);
    api.last().refuse(401);
    await pass();
    tab.say(['state', 'a'], { key: 'k2' });
    tab.say(['state', 'a'], { key: 'k2', anew: true, retry: true });
    await pass(1_000);
    expect(api.streams.map(({ key, topics }) => [key, topics])).toEqual([
      [null, ['state']],
      ['k2', ['state', 'a']],
    ]);
  });
});

describe('a tab', () => {
  it('that cannot be told anything harms neither the stream nor the others', async () => {
    const broken = new Tab(null, () => {
      throw new Error('of a test');
    }).say(['state', 'a']);
    const well = new Tab().say(['state', 'a']);
    const stream = await settle();
    stream.tell('a');
    await pass();
    expect(api.open()).toEqual([stream]);
    expect([broken.events(), well.events()]).toEqual([
      ['state', 'a'],
      ['state', 'a'],
    ]);
    expect(reported.length).toBeGreaterThan(0);
  });

  it('that has said nothing for 150 s is forgotten; who comes back is told all anew', async () => {
    const [silent, speaking] = [new Tab().say(['state', 'a']), new Tab().say(['state', 'b'])];
    await settle();
    for (let seconds = 0; seconds < 150; seconds += 10) {
      speaking.say(['state', 'b']);
      await live(10_000);
    }
    expect(api.last().topics).toEqual(['state', 'a', 'b']);
    for (let seconds = 0; seconds < 30; seconds += 10) {
      speaking.say(['state', 'b']);
      await live(10_000);
    }
    expect(api.last().topics).toEqual(['state', 'b']);
    silent.say(['state', 'a']);
    await pass(30);
    expect(api.last().topics).toEqual(['state', 'b', 'a']);
  });

  it('that is the last one to go ends the stream', async () => {
    const [one, other] = [new Tab().say(['state', 'a']), new Tab().say(['state'])];
    await settle();
    one.say([]);
    await live(1_000);
    expect(api.open()).toHaveLength(1);
    other.say([]);
    expect(api.open()).toEqual([]);
    await pass(60_000);
    expect(api.streams).toHaveLength(1);
  });
});

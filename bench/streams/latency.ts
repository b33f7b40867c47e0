import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sent } from './sender/sender.ts';
import type { StreamsWorld } from './streamsWorld.ts';

/** Each type, the stream that its values come by, and what of an answer tells them apart, as the sender does. */
const views: readonly {
  readonly type: string;
  readonly stream: string;
  readonly read: (answer: Answer) => string;
}[] = [
  { type: 'trades', stream: 'aggTrade', read: ({ data }) => String(data[0]?.id) },
  { type: 'depth', stream: 'depth@100ms', read: ({ lastUpdateId }) => String(lastUpdateId) },
  {
    type: 'book-ticker',
    stream: 'bookTicker',
    read: ({ data: [row] }) => [row?.bidPrice, row?.bidQty, row?.askPrice, row?.askQty].join(),
  },
];

interface Answer {
  readonly lastUpdateId?: number;
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

interface Seen {
  readonly at: number;
  readonly value: string;
}

const PAUSE_MS = 2;
const PER_PAIR_MS = 1_500;
/** The first frames of a pair are sent while its trace begins. */
const SETTLE_MS = 200;

const wallClock = (): number => performance.timeOrigin + performance.now();

/**
 * From each frame sent to the first answer of GetData that shows it, or a newer one, ms, by type: of one pair after the other. It includes the
 * time between two questions, which is 2 ms and what an answer takes.
 */
export async function measureLatency(world: StreamsWorld, seconds: number): Promise<Map<string, number[]>> {
  const lags = new Map<string, number[]>(views.map(({ type }) => [type, []]));
  const agent = new Agent({ keepAlive: true });
  const until = performance.now() + seconds * 1000;
  for (let number = 0; performance.now() < until; number++) {
    const code = world.codes[number % world.codes.length] ?? '';
    await world.trace(code.toUpperCase());
    const stopping = new AbortController();
    const seen = views.map(({ type, read }) => watch(world, code, type, read, agent, stopping.signal));
    await wait(PER_PAIR_MS);
    stopping.abort();
    const [all, sent] = [await Promise.all(seen), await world.trace('')];
    for (const [index, { type, stream }] of views.entries()) {
      lags.get(type)?.push(
        ...lagsOf(
          sent.filter((each) => each[1] === stream),
          all[index] ?? [],
        ),
      );
    }
  }
  agent.destroy();
  return lags;
}

async function watch(
  { apiUrl }: StreamsWorld,
  code: string,
  type: string,
  read: (answer: Answer) => string,
  agent: Agent,
  signal: AbortSignal,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  let last = '';
  while (!signal.aborted) {
    const body = await ask(`${apiUrl}/GetData?type=${type}&code=${code}`, agent);
    const at = wallClock();
    if (body !== last) seen.push({ at, value: read(JSON.parse(body) as Answer) });
    last = body;
    await wait(PAUSE_MS);
  }
  return seen;
}

/** Frames that none of the answers shows count only where a later one could have shown them: those of the end do not. */
export function lagsOf(sent: readonly Sent[], seen: readonly Seen[]): number[] {
  const lags: number[] = [];
  const begin = (sent[0]?.[0] ?? 0) + SETTLE_MS;
  let next = 0;
  for (const { at, value } of seen) {
    const newest = sent.findLastIndex(
      ([sentAt, , sentValue], index) => index >= next && sentAt <= at && sentValue === value,
    );
    if (newest < 0) continue;
    for (; next <= newest; next++) {
      const sentAt = sent[next]?.[0] ?? at;
      if (sentAt >= begin) lags.push(at - sentAt);
    }
  }
  return lags;
}

function ask(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}

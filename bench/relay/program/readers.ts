import { machineUs, readStamp, type Stamp } from '../../streams/sender/stamp.ts';
import { openRawReader, type RawReader } from './rawReader.ts';

/** What a process of readers is told; each is answered. */
export type Order =
  /** Opens a socket at each path, all at this port. */
  | { readonly do: 'open'; readonly port: number; readonly paths: readonly string[]; readonly isStalled: boolean }
  /** What was seen so far is told, and forgotten. */
  | { readonly do: 'look' }
  | { readonly do: 'close' };

/** What readers have seen since the last look. */
export interface Seen {
  readonly frames: number;
  /** Frames that are missing between two. */
  readonly lost: number;
  /** Frames that came after a later one, or twice. */
  readonly unordered: number;
  /** From being sent to being read: frames by tenths of a ms, those of which there are any. */
  readonly late: readonly (readonly [tenths: number, frames: number])[];
  /** Sockets that have been closed by the other side, by the codes. */
  readonly closed: Readonly<Record<string, number>>;
  /** Of each stream the last frame of the reader that has come least far; absent: nobody follows it, or nothing has come. */
  readonly last: Readonly<Record<string, number>>;
}

/** Longer than any wait, tenths of a ms. */
const LONGEST = 100_000;
const AT_ONCE = 50;

const late = new Uint32Array(LONGEST);
const stamp: Stamp = { stream: 0, number: 0, sentAt: 0 };
let readers: { readonly reader: RawReader; readonly last: Map<number, number> }[] = [];
let [frames, lost, unordered] = [0, 0, 0];

async function open({ port, paths, isStalled }: Extract<Order, { do: 'open' }>): Promise<void> {
  const openOne = async (path: string): Promise<void> => {
    const last = new Map<number, number>();
    const reader = await openRawReader({
      ...{ port, path, isStalled, now: machineUs },
      onText(bytes, to, at) {
        frames++;
        readStamp(bytes, to, stamp);
        const before = last.get(stamp.stream);
        last.set(stamp.stream, stamp.number);
        if (before !== undefined) {
          if (stamp.number <= before) unordered++;
          else lost += stamp.number - before - 1;
        }
        const tenths = Math.min(LONGEST - 1, Math.max(0, Math.round((at - stamp.sentAt) / 100)));
        late[tenths] = (late[tenths] ?? 0) + 1;
      },
    });
    readers.push({ reader, last });
  };
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    await Promise.all(paths.slice(from, from + AT_ONCE).map(openOne));
  }
}

function look(): Seen {
  const closed: Record<string, number> = {};
  const least: Record<string, number> = {};
  for (const { reader, last } of readers) {
    const code = reader.closedWith();
    if (code !== null) closed[code] = (closed[code] ?? 0) + 1;
    for (const [stream, number] of last) least[stream] = Math.min(least[stream] ?? number, number);
  }
  const found: [number, number][] = [];
  for (const [tenths, count] of late.entries()) if (count > 0) found.push([tenths, count]);
  const seen = { frames, lost, unordered, late: found, closed, last: least };
  late.fill(0);
  [frames, lost, unordered] = [0, 0, 0];
  return seen;
}

function close(): void {
  for (const { reader } of readers) reader.close();
  readers = [];
}

process.on('message', async (order: Order) => {
  if (order.do === 'open') await open(order);
  else if (order.do === 'close') close();
  process.send?.(order.do === 'look' ? look() : 'done');
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

import type { Socket } from 'node:net';

/** So much of what waits is handed to the system at once, bytes, but at least one frame. */
const SLICE = 65_536;

/**
 * How long outboxes are flushed in one go, ms, while more of them are due: then whatever else this process has to do has its turn. Who is left comes first
 * in the next go, so that each one waits for those that were due before it, and never for those that come after it.
 */
export const TURN_MS = 4;

/** How many are sent to between two looks at the clock. */
const PER_LOOK = 16;

/**
 * What may wait, bytes. Whoever takes nothing for a moment is not slow: more may wait for so short a time, since much comes at once when this process
 * or the relay has stood still.
 */
export interface BacklogLimits {
  /** For one caller. */
  readonly each: number;
  /** For one caller, while more than `all` waits for all together. */
  readonly eachWhenFull: number;
  readonly all: number;
}

/** A moment, ms, and how many times more may wait meanwhile. */
const MOMENT_MS = 250;
const MEANWHILE = 4;

/** For all of one process. PM2 restarts one that takes more than 512 MB: what waits and all else have to stay well below that. */
export const BACKLOG: BacklogLimits = { each: 4_194_304, eachWhenFull: 262_144, all: 134_217_728 };

/** What the outboxes of one process have in common, whatever is sent by them: there is one of these in it. */
export class Outgoing {
  readonly limits: BacklogLimits;
  /** Monotonic ms. */
  readonly now: () => number;
  /** What waits for all callers, bytes. A frame that waits for several counts for each of them. */
  waiting = 0;
  /** Those that are to be flushed, each once, in the order in which they came. */
  readonly #due: Outbox[] = [];
  #isDue = false;
  readonly #flush = (): void => {
    this.#isDue = false;
    const due = this.#due;
    // Whoever comes meanwhile is flushed in the next go.
    const count = due.length;
    const until = this.now() + TURN_MS;
    let done = 0;
    for (; done < count; done++) {
      if (done % PER_LOOK === PER_LOOK - 1 && this.now() > until) break;
      due[done]?.flush();
    }
    due.splice(0, done);
    if (due.length > 0) this.#flushSoon();
  };

  constructor(now: () => number, limits = BACKLOG) {
    this.now = now;
    this.limits = limits;
  }

  /** Flushes it when all that has come by now is dealt with: so what came together goes out together. */
  add(outbox: Outbox): void {
    this.#due.push(outbox);
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#flush);
  }

  get mostEach(): number {
    return this.waiting > this.limits.all ? this.limits.eachWhenFull : this.limits.each;
  }
}

/**
 * What is sent to one caller, in order. While the system takes no more, frames wait here, where they can be thrown away: what Node has taken it
 * keeps.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #outgoing: Outgoing;
  readonly #onFull: () => void;
  readonly #onEmpty: () => void;
  #frames: Buffer[] = [];
  /** Those before it are sent. */
  #from = 0;
  #bytes = 0;
  /** Since when something waits all the time for the system to take more; null: nothing does. */
  #blockedAt: number | null = null;
  #isScheduled = false;
  #isClosed = false;
  readonly #onDrain = (): void => this.flush();

  /** @param onFull more waits than may; nothing is sent any more @param onEmpty the system has taken all that waited */
  constructor(socket: Socket, outgoing: Outgoing, onFull: () => void, onEmpty: () => void = () => undefined) {
    this.#socket = socket;
    this.#outgoing = outgoing;
    this.#onFull = onFull;
    this.#onEmpty = onEmpty;
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#bytes;
  }

  /** @param frame must not be changed any more */
  push(frame: Buffer): void {
    if (this.#isClosed) return;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    this.#outgoing.waiting += frame.length;
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#outgoing.add(this);
    } else if (this.#bytes > this.#outgoing.mostEach && this.#isSlow()) {
      this.close();
      this.#onFull();
    }
  }

  #isSlow(): boolean {
    if (this.#bytes > MEANWHILE * this.#outgoing.mostEach) return true;
    return this.#blockedAt !== null && this.#outgoing.now() - this.#blockedAt >= MOMENT_MS;
  }

  flush(): void {
    if (!this.#isClosed && this.#write()) this.#onEmpty();
  }

  /** @returns whether all is written */
  #write(): boolean {
    const socket = this.#socket;
    while (this.#from < this.#frames.length) {
      socket.write(this.#slice());
      if (!socket.writableNeedDrain) continue;
      this.#blockedAt ??= this.#outgoing.now();
      socket.once('drain', this.#onDrain);
      return false;
    }
    this.#frames.length = 0;
    this.#from = 0;
    this.#blockedAt = null;
    this.#isScheduled = false;
    return true;
  }

  /** Sends what waits, if the system takes it now, and nothing any more after it. */
  finish(): void {
    if (!this.#isClosed && !this.#socket.writableNeedDrain) this.#write();
    this.close();
  }

  /** Throws away what waits. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#outgoing.waiting -= this.#bytes;
    this.#bytes = 0;
    this.#frames = [];
    this.#socket.off('drain', this.#onDrain);
  }

  /** The frames that come next, in one piece: copying a few hundred bytes takes less than another write. */
  #slice(): Buffer {
    const frames = this.#frames;
    const from = this.#from;
    let bytes = 0;
    let to = from;
    do bytes += frames[to++]?.length ?? 0;
    while (to < frames.length && bytes + (frames[to]?.length ?? 0) <= SLICE);
    this.#from = to;
    this.#bytes -= bytes;
    this.#outgoing.waiting -= bytes;
    const only = to - from === 1 ? frames[from] : undefined;
    return only ?? Buffer.concat(frames.slice(from, to), bytes);
  }
}

import type { Market } from '../../../markets/markets.js';
import type { LiveStreams } from '../../../model/liveStreams.ts';
import { type RelayLink, RelayRefused } from '../../../model/relayLink.ts';
import { createChannels, type Receiver } from '../../sockets/channels.ts';
import type { Holding, Holdings } from '../../sockets/holdings.ts';
import { inTime } from '../../sockets/inTime.ts';
import type { OpenSocket, Prepared, SocketKind, SocketWish, Told } from '../../sockets/kind.ts';
import type { SocketLimits } from '../../sockets/limits.ts';
import { Refusal } from '../../sockets/refusal.ts';
import { FUTURES } from '../exchanges.ts';
import { type AddressRules, faultOfCoin, isFuturesAddress, readFuturesAddress } from './address.ts';
import { faultText, quoted, type SocketFault } from './fault.ts';
import { createTelling, type Followed } from './telling.ts';

/** A caller need not say anything. */
const LIMITS: SocketLimits = { messagesPerSecond: 5, pingEveryMs: 20_000, pongWithinMs: 60_000 };

/** Symbols that an answer names at most. */
const MOST_NAMED = 1_000;

const TAKES_NONE = faultText({
  error: 'no-messages',
  detail: 'this socket takes no messages: its address says what it tells',
});

export interface FuturesSocketsParts extends AddressRules {
  readonly live: LiveStreams;
  readonly link: RelayLink;
  /** The exchange's names of all that it lists; null while nobody knows. May reject. */
  symbolsOf(market: Market): Promise<ReadonlySet<string> | null>;
  /** What each caller follows over all of its sockets. */
  readonly holdings: Holdings;
  readonly monotonic: () => number;
  /** An event of the exchange that cannot be right. */
  readonly onBadEvent: (error: Error) => void;
  /** Within what time a socket opens or is refused, ms. */
  readonly patienceMs: number;
}

/**
 * The sockets of the futures service: one address, one stream, in a form that is no exchange's own. What is wrong with an address is told over the
 * socket, because few clients show what HTTP answers.
 */
export function createFuturesSockets(parts: FuturesSocketsParts): SocketKind {
  const { link, holdings, monotonic, patienceMs, exchanges } = parts;
  const channels = createChannels(link, { monotonic, patienceMs });
  const telling = createTelling(parts.live, parts.onBadEvent);
  let open = 0;

  async function prepare({ url, who }: SocketWish): Promise<Prepared> {
    const openBy = monotonic() + patienceMs;
    const followed = readFuturesAddress(url, parts);
    if ('error' in followed) return refusing(followed);
    const fault = (await faultOfSymbol(followed)) ?? faultOfCoin(followed, parts.live);
    if (fault !== null) return refusing(fault);
    const holding = holdings.of(who, FUTURES);
    if (!holding.take([telling.streamOf(followed)])) return refusing(tooMany(holdings.most));
    const following = new Following(followed, holding);
    try {
      await inTime(following.opened, openBy - monotonic(), () => {
        throw new RelayRefused('away', 'it was not followed in time');
      });
      return following;
    } catch (reason) {
      following.release();
      if (reason instanceof RelayRefused && reason.code === 'unknown') return refusing(unknownSymbol(followed, null));
      throw refusalOf(reason);
    }
  }

  async function faultOfSymbol(followed: Followed): Promise<SocketFault | null> {
    const listed = await parts.symbolsOf(FUTURES).catch(() => null);
    return listed === null || listed.has(followed.symbol) ? null : unknownSymbol(followed, listed);
  }

  /** What a socket follows, before it opens and while it is open. */
  class Following implements Prepared {
    readonly limits = LIMITS;
    readonly #stream: string;
    readonly #holding: Holding;
    readonly #membership;
    #socket: OpenSocket | null = null;
    #broken: string | null = null;
    #isOver = false;

    constructor(followed: Followed, holding: Holding) {
      this.#stream = telling.streamOf(followed);
      this.#holding = holding;
      const receiver: Receiver = {
        form: telling.formOf(followed),
        push: (frame) => this.#socket?.push(frame),
        onBreak: (stream, why) => this.#break(`${stream} has broken off: ${why}`),
      };
      this.#membership = channels.join(FUTURES, this.#stream, receiver);
    }

    get opened(): Promise<void> {
      return this.#membership.opened;
    }

    begin(socket: OpenSocket) {
      this.#socket = socket;
      open += 1;
      this.#membership.isLive = true;
      if (this.#broken !== null) socket.breakOff(this.#broken);
      return {
        onMessage: () => socket.send(TAKES_NONE),
        onEnd: () => {
          open -= 1;
          this.#leave();
        },
      };
    }

    release(): void {
      if (this.#socket === null) this.#leave();
    }

    #break(why: string): void {
      this.#broken = why;
      this.#socket?.breakOff(why);
    }

    #leave(): void {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#membership.leave();
      this.#holding.give([this.#stream]);
    }
  }

  return {
    name: 'futures',
    owns: (url) => isFuturesAddress(url, exchanges),
    prepare,
    tell,
    followed: () => ({ subscriptions: open, streams: channels.size }),
  };
}

/** A socket that says what is wrong, and closes. */
const refusing = (fault: SocketFault): Prepared => ({
  limits: LIMITS,
  release: () => undefined,
  begin(socket) {
    socket.send(faultText(fault));
    socket.close(1008, fault.detail, 'bad-address');
    return { onMessage: () => undefined, onEnd: () => undefined };
  },
});

function unknownSymbol({ symbol }: Followed, listed: ReadonlySet<string> | null): SocketFault {
  const accepted = listed === null ? 'a symbol that the exchange lists' : [...listed].sort().slice(0, MOST_NAMED);
  return { error: 'unknown-symbol', detail: `the exchange has no ${quoted(symbol)}`, parameter: 'symbol', accepted };
}

const tooMany = (most: number): SocketFault => ({
  error: 'too-many-streams',
  detail: `all sockets of a caller together have at most ${most} different streams: close some, or let each program have a key of its own`,
});

/** @throws what is no refusal of the relay */
function refusalOf(reason: unknown): Refusal {
  if (!(reason instanceof RelayRefused)) throw reason;
  const why = `it cannot be followed now, please try again: ${reason.message}`;
  return new Refusal(reason.code === 'full' ? 'full' : 'away', why, { cause: reason });
}

/** By HTTP, in the form of an error over a socket. */
function tell(refusal: Refusal | null): Told {
  const { code: error, message: detail } = refusal ?? { code: 'internal', message: 'this is a defect: the log has it' };
  const { status = 500, retryAfterS } = refusal ?? {};
  return {
    status,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ type: 'error', error, detail }),
    retryAfterS,
  };
}

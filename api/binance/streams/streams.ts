import { connectors } from '../../../gateway/connectors.ts';
import type { Market } from '../../../markets/markets.js';
import type { RelayLink } from '../../../model/relayLink.ts';
import { createChannels } from '../../sockets/channels.ts';
import type { Holding, Holdings } from '../../sockets/holdings.ts';
import type { Prepared, SocketKind, SocketWish } from '../../sockets/kind.ts';
import type { SocketLimits } from '../../sockets/limits.ts';
import { DialectError } from '../dialectError.ts';
import { refusalWith, tellInDialect } from '../socketRefusal.ts';
import { readAddress, type StreamAddress } from './address.ts';
import { MOST_STREAMS, socketLimits } from './limits.ts';
import { createNameCheck, faultOfRelay, type KnownStreams } from './nameCheck.ts';
import { StreamsUser } from './streamsUser.ts';
import { tooManyOfCaller, tooManyStreams } from './subscriptions.ts';

export interface StreamsParts {
  readonly link: RelayLink;
  readonly symbolsOf: KnownStreams['symbolsOf'];
  /** What each caller follows over all of its sockets. */
  readonly holdings: Holdings;
  readonly monotonic: () => number;
  readonly onDefect: (error: unknown) => void;
  readonly limits?: Readonly<Record<Market, SocketLimits>>;
  /** Within what time a socket opens or is refused, and for how long a relay that is away may come back until who waits is refused, ms. */
  readonly patienceMs: number;
}

/** The exchange's streams for callers, in its dialect, over WebSockets. */
export function createStreams(parts: StreamsParts): SocketKind {
  const { link, symbolsOf, holdings, monotonic, onDefect, limits = socketLimits, patienceMs } = parts;
  const { most: mostOfCaller } = holdings;
  const channels = createChannels(link, { monotonic, patienceMs });
  const faultOf = createNameCheck({ namesOf: (market) => connectors[market].streamNames, symbolsOf });
  const users = new Set<StreamsUser>();
  const context = { channels, faultOf, mostOfCaller, onDefect, onEnd: (user: StreamsUser) => void users.delete(user) };

  async function prepare({ url, who }: SocketWish): Promise<Prepared> {
    const openBy = monotonic() + patienceMs;
    const address = addressOf(url);
    const { market, names } = address;
    const fault = await faultOf(market, names);
    if (fault !== null) throw refusalWith('bad-stream', fault);
    const holding = holdings.of(who, market);
    // Held until the socket itself holds them.
    if (!holding.take(names)) throw refusalWith('bad-request', tooManyOfCaller(mostOfCaller));
    try {
      const { leave } = await channels.reserve(market, names, openBy);
      const release = () => {
        leave();
        holding.give(names);
      };
      return prepared({ ...address, holding }, release);
    } catch (reason) {
      holding.give(names);
      const { error, isPassing } = faultOfRelay(reason);
      throw refusalWith(isPassing ? 'away' : 'bad-stream', error);
    }
  }

  function prepared(address: StreamAddress & { readonly holding: Holding }, release: () => void): Prepared {
    return {
      limits: limits[address.market],
      release,
      begin(socket) {
        const user = new StreamsUser(address, socket, context);
        users.add(user);
        user.subscriptions.follow(address.names, null).catch(onDefect);
        return user;
      },
    };
  }

  return {
    name: 'streams',
    owns: (url) => readAddress(url) !== null,
    prepare,
    tell: tellInDialect,
    followed() {
      let subscriptions = 0;
      for (const user of users) subscriptions += user.subscriptions.size;
      return { subscriptions, streams: channels.size };
    },
  };
}

function addressOf(url: string): StreamAddress {
  const address = readAddress(url);
  if (address === null) throw new TypeError('no address of streams');
  if (address instanceof DialectError) throw refusalWith(address.status === 404 ? 'not-found' : 'bad-request', address);
  if (address.names.length > MOST_STREAMS) throw refusalWith('bad-request', tooManyStreams());
  return address;
}

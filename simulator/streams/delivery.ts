import type { ActiveStreamFault, Faults } from '../faults.ts';
import type { StatsKeeper } from '../stats.ts';
import type { StreamFaultKind } from '../streamFault.ts';
import { spoiltFrame } from './badFrame.ts';
import type { Connection } from './connection.ts';
import { createPublication, type Publication } from './publication.ts';
import { createSlowLane } from './slowLane.ts';

/** How events reach those who follow their stream, with the faults that are in force. */
export interface Delivery {
  deliver(publication: Publication, followers: ReadonlySet<Connection>): void;
  close(): void;
}

const eventKinds: readonly StreamFaultKind[] = [
  'stream-silent',
  'stream-gap',
  'stream-double',
  'stream-swap',
  'stream-slow',
  'stream-frame',
];

/** @param reaches whether a fault holds for a socket */
export function createDelivery(
  faults: Faults,
  stats: StatsKeeper,
  reaches: (fault: ActiveStreamFault, connection: Connection) => boolean,
): Delivery {
  const lane = createSlowLane();
  /** Events that wait for the next one of their stream, to come after it. */
  const held = new Map<string, { readonly publication: Publication; readonly connections: readonly Connection[] }>();

  const spread = (publication: Publication, connections: readonly Connection[]): void => {
    for (const connection of connections) connection.publish(publication);
  };

  const act = (struck: ActiveStreamFault, publication: Publication, connections: readonly Connection[]): void => {
    const { kind, delayMs = 1000, frame = 'garbage' } = struck.fault;
    const { key: stream } = publication;
    stats.fault(kind);
    if (kind === 'stream-double') for (let time = 0; time < 2; time += 1) spread(publication, connections);
    if (kind === 'stream-swap') held.set(stream, { publication, connections });
    if (kind === 'stream-slow') lane.add(stream, delayMs, () => spread(publication, connections));
    if (kind !== 'stream-frame') return;
    for (const connection of connections) {
      const { bytes, isBinary } = spoiltFrame(frame, publication, connection.isCombined() ? 'combined' : 'raw');
      connection.send(bytes, isBinary);
    }
  };

  return {
    deliver(told, followers) {
      const publication = without(told, told.symbol === undefined ? faults.silentIn(told) : []);
      const { key: stream } = publication;
      const all = [...followers];
      const before = held.get(stream);
      const struck = before === undefined ? faults.strikeStream(eventKinds, publication) : undefined;
      const met = struck === undefined ? [] : all.filter((connection) => reaches(struck, connection));
      const spared = struck === undefined ? all : all.filter((connection) => !met.includes(connection));
      if (lane.isBusy(stream) && struck?.fault.kind !== 'stream-slow') {
        lane.add(stream, 0, () => spread(publication, spared));
      } else spread(publication, spared);
      if (struck !== undefined) act(struck, publication, met);
      if (before === undefined) return;
      held.delete(stream);
      spread(before.publication, before.connections);
    },
    close: lane.close,
  };
}

/** An event of all pairs with what it tells of these left out. */
function without(publication: Publication, symbols: readonly string[]): Publication {
  if (symbols.length === 0) return publication;
  return createPublication(publication, (time) => {
    const data = publication.dataOf(time);
    return Array.isArray(data) ? data.filter(({ s }: { s?: string }) => !symbols.includes(s ?? '')) : data;
  });
}

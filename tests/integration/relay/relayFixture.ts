import { join } from 'node:path';
import { createRelayLink, type OpenLink } from '../../../api/relay/link.ts';
import { relayPlaceOf } from '../../../config/relayPlace.ts';
import type { Market } from '../../../markets/markets.js';
import type { RelayFollower } from '../../../model/relayLink.ts';
import { type RelayOptions, type RunningRelay, startRelay } from '../../../relay/relay.ts';
import { machineClocks } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/createSimulator.ts';
import { configOf } from '../../configOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

/** A relay on a simulated exchange and a Redis of its own, and links to it as processes of the API have them. */
export interface RelayFixture extends TestStore {
  readonly simulator: Simulator;
  relay: RunningRelay;
  readonly path: string;
  /** Another link. */
  link(): OpenLink;
  /** Lets the relay's clock be so much later, ms. */
  advance(ms: number): void;
  startRelay(): Promise<RunningRelay>;
}

export interface FixtureOptions {
  readonly simulator?: SimulatorOptions;
  readonly relay?: Partial<Pick<RelayOptions, 'mostStreams' | 'mostBacklog'>>;
}

export async function openRelay(options: FixtureOptions = {}): Promise<RelayFixture> {
  const store = await openTestStore();
  const simulator = await createSimulator({ usdm: { perpetuals: 5 }, ...options.simulator });
  const path = join(store.directory, 'relay.sock');
  const config = configOf({
    pairs: ['btcusdt', 'ethusdt'],
    usdm: { pairs: ['btcusdt'] },
    relay: { url: `unix://${path}` },
    binance: {
      spotUrl: simulator.url,
      spotStreamUrl: simulator.streamUrl,
      usdmUrl: simulator.url,
      usdmStreamUrl: simulator.usdmStreamUrl,
    },
  });
  let laterMs = 0;
  const clocks = { wall: machineClocks.wall, monotonic: () => machineClocks.monotonic() + laterMs };
  const links: OpenLink[] = [];
  const start = async (): Promise<RunningRelay> => {
    const relay = startRelay({ config: () => config, store: store.store, log: store.log, clocks, ...options.relay });
    await relay.listening;
    return relay;
  };
  const fixture: RelayFixture = {
    ...store,
    simulator,
    path,
    relay: await start(),
    startRelay: start,
    link() {
      const link = createRelayLink({
        place: relayPlaceOf(config),
        log: store.log,
        onDefect: (error) => store.messages.push(`defect ${error}`),
      });
      links.push(link);
      return link;
    },
    advance(ms) {
      laterMs += ms;
    },
    async close() {
      for (const link of links) link.close();
      await fixture.relay.stop();
      await simulator.close();
      await store.close();
    },
  };
  return fixture;
}

/** A follower that remembers what it was told. */
export interface Told extends RelayFollower {
  readonly frames: string[];
  readonly breaks: string[];
}

export function told(): Told {
  const frames: string[] = [];
  const breaks: string[] = [];
  return { frames, breaks, onFrame: (frame) => void frames.push(frame), onBreak: (why) => void breaks.push(why) };
}

/** Follows a stream, and remembers. */
export async function following(link: OpenLink, stream: string, market: Market = 'spot') {
  const follower = told();
  const followed = await link.follow(market, stream, follower);
  return { ...follower, close: followed.close };
}

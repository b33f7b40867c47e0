import { openStreams } from '../../../../collectors/openStreams.ts';
import { spotStreams } from '../../../../exchanges/binance/spot/streams.ts';
import type { ReportingHub } from '../../../../gateway/streams/hubOptions.ts';
import { createExchangeClock } from '../../../../store/market/clock.ts';
import { createDefects } from '../../../../store/reports/defects.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { startStandIn } from '../../../streamStandIn.ts';
import { createTestLog, openTestStore } from '../../../testStore.ts';
import { toldFollower } from '../../gateway/streams/hubFixture.ts';

async function open(atEnd: AtEnd) {
  const exchange = await startStandIn();
  atEnd(() => exchange.close());
  const test = await openTestStore();
  atEnd(() => test.close());
  const { log } = createTestLog();
  const streams = openStreams({
    ...{ protocol: spotStreams, store: test.store, clock: createExchangeClock(), holder: 'a', log },
    account: { egress: 'local', market: 'spot' },
    streamsAt: { baseUrl: exchange.url, proxy: null },
    defects: createDefects(log),
    tradedSymbols: () => ['BTCUSDT'],
    groupSize: () => 1,
    onStopped: () => undefined,
  });
  atEnd(() => streams.hub.close());
  return { exchange, streams, hub: streams.hub as ReportingHub };
}

it(
  'what is asked each second makes no report of the hub, and a report makes one',
  inWorld(open, async ({ streams, hub }) => {
    const made = jest.spyOn(hub, 'report');
    expect([streams.routesBlocked(), streams.haveComeBack(), streams.report()]).toEqual([null, false, null]);
    hub.follow('btcusdt@aggTrade', toldFollower());
    expect([streams.routesBlocked(), streams.haveComeBack()]).toEqual([{ '': false }, false]);
    expect(made).not.toHaveBeenCalled();
    expect(streams.report()).toMatchObject({ blocked: false, hub: { streams: { down: 1, asked: 0, heard: 0 } } });
    expect(made).toHaveBeenCalledTimes(1);
  }),
);

it(
  'that streams have come back is said once',
  inWorld(open, async ({ exchange, streams, hub }) => {
    const following = hub.follow('btcusdt@aggTrade', toldFollower());
    expect(streams.haveComeBack()).toBe(false);
    const socket = await exchange.carrying('btcusdt@aggTrade');
    await eventually(() => following.state() === 'asked');
    expect([streams.haveComeBack(), streams.haveComeBack()]).toEqual([true, false]);
    socket.socket.terminate();
    await eventually(() => following.state() === 'down');
    expect(streams.haveComeBack()).toBe(false);
    await eventually(() => following.state() === 'asked');
    expect([streams.haveComeBack(), streams.haveComeBack()]).toEqual([true, false]);
  }),
);

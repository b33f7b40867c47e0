import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { busySymbols } from './onStreams.ts';
import { openSourceAlone } from './sourceAlone.ts';

const open = (name: string) => (atEnd: AtEnd) =>
  openSourceAlone(atEnd, { name, auditEvery: null, symbols: busySymbols });

it.concurrent.each(['trades', 'price', 'book-ticker', 'high-low', 'klines-1', 'depth'])(
  'where another socket takes over from one that lags, %s is stored and confirmed all the time',
  (name) =>
    inWorld(open(name), async ({ simulator, pair, counted, rotated, test }) => {
      await eventually(() => pair.streamed.wholeSince !== null && counted('events') > 8);
      const { breaks } = pair.streamed;
      simulator.inject({ kind: 'stream-slow', delayMs: 1_500, sockets: 1 });
      simulator.inject({ kind: 'stream-shutdown', seconds: 30 });
      await eventually(() => rotated() === 1);
      const events = counted('events');
      await eventually(() => counted('events') > events + 5);
      expect([pair.streamed.breaks, counted('invalid'), test.messages]).toEqual([breaks, 0, []]);
    })(),
);

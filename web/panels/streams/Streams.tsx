import { marketOf } from '../../figures/budget/growth.ts';
import { marketsIn } from '../../figures/budget/marketsIn.ts';
import { HealthBody } from '../../parts/HealthBody.tsx';
import { Panel } from '../../parts/Panel.tsx';
import type { Health } from '../../state/health.ts';
import { CallersSockets } from './CallersSockets.tsx';
import { EventReaders } from './EventReaders.tsx';
import { MarketStreams } from './MarketStreams.tsx';
import { Relay } from './Relay.tsx';

/** What comes from the exchange by itself, and what we hand on to callers. */
export const Streams = () => (
  <Panel id="streams" title="Streams">
    <HealthBody>
      {({ health }) => (
        <>
          <Markets health={health} />
          <Relay relay={health.relay} />
          <CallersSockets sockets={health.sockets} />
          <EventReaders events={health.events} />
        </>
      )}
    </HealthBody>
  </Panel>
);

function Markets({ health }: { health: Health }) {
  const shown = [...marketsIn(health)].filter(
    ([market, { streams }]) =>
      streams !== null || health.workers.some((worker) => marketOf(worker) === market && worker.state !== 'disabled'),
  );
  return (
    <>
      {shown.map(([market, { streams }]) => (
        <section key={market} class="streams-of" aria-label={`Streams of ${market}`} data-market={market}>
          <h3>{market}</h3>
          {streams === null ? <p>Nothing comes by streams.</p> : <MarketStreams market={market} streams={streams} />}
        </section>
      ))}
    </>
  );
}

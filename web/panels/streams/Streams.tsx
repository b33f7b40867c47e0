import type { ComponentChildren } from 'preact';
import { marketOf } from '../../figures/budget/growth.ts';
import { marketsIn } from '../../figures/budget/marketsIn.ts';
import { HealthBody } from '../../parts/HealthBody.tsx';
import { Panel } from '../../parts/Panel.tsx';
import type { Health } from '../../state/health.ts';
import { Readers, Sockets } from './Callers.tsx';
import { MarketStreams } from './MarketStreams.tsx';
import { Relay } from './Relay.tsx';

/** What comes from the exchange by itself, and what we hand on to callers. */
export const Streams = () => (
  <Panel id="streams" title="Streams">
    <HealthBody>
      {({ health }) => (
        <>
          {collectedIn(health).map(([market, { streams }]) => (
            <Part key={market} name={market} title={market}>
              {streams === null ? (
                <p>Nothing comes by streams.</p>
              ) : (
                <MarketStreams market={market} streams={streams} />
              )}
            </Part>
          ))}
          <Part name="relay" title="Relay of streams to callers">
            <Relay relay={health.relay} />
          </Part>
          <Part name="sockets" title="Sockets of callers">
            <Sockets sockets={health.sockets} />
          </Part>
          <Part name="events" title="Readers of events">
            <Readers events={health.events} />
          </Part>
        </>
      )}
    </HealthBody>
  </Panel>
);

const collectedIn = (health: Health) =>
  [...marketsIn(health)].filter(
    ([market, { streams }]) =>
      streams !== null || health.workers.some((worker) => marketOf(worker) === market && worker.state !== 'disabled'),
  );

interface PartProps {
  readonly name: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

const Part = ({ name, title, children }: PartProps) => (
  <section class="streams-of health-part" data-part={name} aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
);

import { causesText, countText, rateText } from '../../figures/streams/texts.ts';
import type { RelayTold } from '../../figures/streams/told.ts';
import { Facts } from '../../parts/Facts.tsx';

/** What hands streams of the exchange on to callers. */
export const Relay = ({ relay }: { relay: RelayTold | null }) => (
  <section class="streams-of" aria-label="Relay" data-part="relay">
    <h3>Relay of streams to callers</h3>
    {relay === null && <p>No relay runs, so callers can follow no streams.</p>}
    {relay?.state === 'waiting' && (
      <p>Process {relay.pid} waits, because another relay listens in the place where it should.</p>
    )}
    {relay !== null && relay.state !== 'waiting' && <Listening relay={relay} />}
  </section>
);

function Listening({ relay }: { relay: RelayTold }) {
  const { links, streams, mostStreams, framesPerSecond, lagMs, booksInStep, booksOutOfStep, counts } = relay;
  const { cutOff = 0, refused = 0, broken = 0, frames = 0 } = counts;
  return (
    <>
      <Facts
        of={[
          ['processes of the API', countText(links)],
          ['streams', `${countText(streams)} of at most ${countText(mostStreams)}`],
          ['events a second', rateText(framesPerSecond)],
          ['lag', `${countText(lagMs)} ms`],
          ['books in step', `${countText(booksInStep)} of ${countText(booksInStep + booksOutOfStep)}`],
        ]}
      />
      <Facts
        of={[
          ['events so far', countText(frames)],
          [
            'troubles so far',
            causesText({ 'links cut off': cutOff, 'wishes refused': refused, 'streams broken': broken }),
          ],
        ]}
      />
    </>
  );
}

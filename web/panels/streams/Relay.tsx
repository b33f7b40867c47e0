import { causesText, countText, rateText } from '../../figures/streams/texts.ts';
import type { RelayTold } from '../../figures/streams/told.ts';
import { Facts } from '../../parts/Facts.tsx';

/** What hands streams of the exchange on to callers. */
export function Relay({ relay }: { relay: RelayTold | null }) {
  if (relay === null) return <p>No relay runs, so callers can follow no streams.</p>;
  if (relay.state === 'waiting') {
    return <p>Process {relay.pid} waits, because another relay listens in the place where it should.</p>;
  }
  const { cutOff = 0, refused = 0, broken = 0, frames = 0 } = relay.counts;
  return (
    <Facts
      of={[
        ['processes of the API', countText(relay.links)],
        ['streams', `${countText(relay.streams)} of at most ${countText(relay.mostStreams)}`],
        ['events a second', rateText(relay.framesPerSecond)],
        ['lag', `${countText(relay.lagMs)} ms`],
        ['books in step', `${countText(relay.booksInStep)} of ${countText(relay.booksInStep + relay.booksOutOfStep)}`],
        ['events so far', countText(frames)],
        [
          'troubles so far',
          causesText({ 'links cut off': cutOff, 'wishes refused': refused, 'streams broken': broken }),
        ],
      ]}
    />
  );
}

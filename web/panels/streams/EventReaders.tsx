import { bytesText, spanText } from '../../figures/format.ts';
import { causesText, countText } from '../../figures/streams/texts.ts';
import type { EventsTold } from '../../figures/streams/told.ts';
import { Facts } from '../../parts/Facts.tsx';

/** Who follows /events, as this page does. */
export const EventReaders = ({ events }: { events: EventsTold | null }) => (
  <section class="streams-of" aria-label="Readers of events" data-part="events">
    <h3>Readers of events</h3>
    {events === null ? <p>This process tells no events.</p> : <Told events={events} />}
  </section>
);

function Told({ events }: { events: EventsTold }) {
  const { series = null, conflated = null } = events.lagMs;
  return (
    <Facts
      of={[
        ['readers', countText(events.readers)],
        ['topics', countText(events.topics)],
        ['followed by all together', countText(events.followed)],
        ['not taken yet', bytesText(events.waiting)],
        ['lag of series', lagText(series)],
        ['lag of latest values', lagText(conflated)],
        ['opened', countText(events.opened)],
        ['ended', causesText(events.ended)],
        ['events sent', countText(events.events)],
        ['rows skipped', countText(events.skipped)],
      ]}
    />
  );
}

/** The longest of the last ten seconds, from an announcement until it was sent. */
const lagText = (ms: number | null): string => (ms === null ? 'nothing was sent of late' : spanText(ms));

import { useMemo } from 'preact/hooks';
import { useCell } from '../cells/cell.ts';
import { timeText } from '../figures/format.ts';
import { view } from '../state/address.ts';
import { serverTime } from '../state/clock.ts';
import { health, healthError } from '../state/health.ts';
import { serverState } from '../state/serverState.ts';
import type { Link } from '../wire/messages.ts';
import { link } from '../wire/push.ts';

/** What is wrong, in sentences, the worst first. */
export function Troubles() {
  const [push, state, error, { zone }] = [useCell(link), useCell(serverState), useCell(healthError), useCell(view)];
  const first = useCell(health)?.body.why ?? [];
  const isOld = push.state === 'opening' && state !== null;
  const said = push.state === 'frozen' ? [frozenText(push, zone)] : isOld ? [] : (state?.why ?? first);
  const all = [...new Set([...said, ...(error === null || push.state !== 'open' ? [] : [error.message])])];
  return (
    <>
      <section class="troubles" aria-label={all.length > 0 ? 'What is wrong' : undefined}>
        {all.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      <Spoken sentences={all} />
    </>
  );
}

function frozenText(push: Extract<Link, { state: 'frozen' }>, zone: 'utc' | 'local'): string {
  if (push.since === null) return `Nothing has come yet. ${push.why}`;
  const since = `${timeText(serverTime(push.since), zone)} ${zone === 'utc' ? 'UTC' : 'local time'}`;
  return `What is shown is frozen since ${since}. ${push.why}`;
}

/** The same for those who listen: told when something else is wrong, and not each time that a number in it changes. */
function Spoken({ sentences }: { sentences: readonly string[] }) {
  const kinds = sentences.map((sentence) => sentence.replaceAll(/\d+/g, '')).join();
  // Not by the sentences: numbers in them change each second.
  const text = useMemo(() => sentences.join(' '), [kinds]);
  return (
    <p class="hidden" role="status">
      {text}
    </p>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import { useCell } from '../cells/cell.ts';
import { bytesText, clockText, spanText } from '../figures/format.ts';
import { nearestLimit, pauseText, titleOf, type Verdict, verdictMarks, verdictWords } from '../figures/verdict.ts';
import { type Fact, Facts } from '../parts/Facts.tsx';
import { showIcon } from '../parts/icon.ts';
import { look, view } from '../state/address.ts';
import { seconds, serverNow } from '../state/clock.ts';
import { type HealthAnswer, health } from '../state/health.ts';
import { type ServerState, serverState } from '../state/serverState.ts';
import type { Link } from '../wire/messages.ts';
import { link } from '../wire/push.ts';

/** So long the first answer says how all is, ms. */
const FIRST_MS = 2_500;

/** What is wrong, first of all; then how all is in figures. The tab's title and icon say the same. */
export function Strip() {
  const [state, push, answer] = [useCell(serverState), useCell(link), useCell(health)];
  useCell(seconds);
  const verdict = verdictOf(state, push, answer);
  const frozenFor = push.state === 'frozen' && push.since !== null ? Date.now() - push.since : null;
  useEffect(() => {
    document.title = titleOf(verdict, frozenFor);
    showIcon(verdict);
  });
  const strip = useRef<HTMLElement>(null);
  useEffect(() => (strip.current === null ? undefined : keepRoomFor(strip.current)), []);
  return (
    <header ref={strip} class={`strip is-${verdict}`}>
      <div class="first">
        <h1>binance-collector</h1>
        <p class="verdict" role="status" data-verdict={verdict}>
          <span aria-hidden="true">{verdictMarks[verdict]}</span> {verdictWords[verdict]}
        </p>
        {frozenFor !== null && <span class="faint">for {spanText(frozenFor)}</span>}
        <Zone />
      </div>
      {state !== null && <Figures state={state} />}
    </header>
  );
}

/**
 * What takes the focus or is scrolled to is not to lie below what stays in sight: all of the strip, on a narrow page its first line. Both have as many
 * lines as they need. @returns ends it
 */
function keepRoomFor(strip: HTMLElement): () => void {
  const parts = [strip, ...strip.querySelectorAll<HTMLElement>('.first')];
  const sized = new ResizeObserver(() => {
    const stays = parts.find((part) => getComputedStyle(part).position === 'sticky');
    document.documentElement.style.scrollPaddingTop = `${(stays?.offsetHeight ?? 0) + 4}px`;
  });
  for (const part of parts) sized.observe(part);
  return () => sized.disconnect();
}

/** @param answer /health is there before anything is pushed: it counts until something should have been */
function verdictOf(state: ServerState | null, push: Link, answer: HealthAnswer | null): Verdict {
  if (push.state === 'frozen' || (push.state === 'opening' && state !== null)) return push.state;
  const isNew = answer !== null && Date.now() - answer.at < FIRST_MS;
  return state?.status ?? (isNew ? answer.body.status : 'opening');
}

function Figures({ state }: { state: ServerState }) {
  const { feeds, staleCount, ages, openGaps, redis, markets, pauses } = state;
  const nearest = nearestLimit(ages);
  const simulated = Object.entries(markets).filter(([, { source }]) => source === 'simulator');
  const facts: readonly Fact[] = [
    ...pauses.map(({ market, status, until }): Fact => ['pause', pauseText(market, status, until - serverNow())]),
    ...(simulated.length > 0
      ? [['source', `simulated: invented prices (${simulated.map(([name]) => name).join(', ')})`] as const]
      : []),
    ['stale', `${staleCount} of ${feeds}`],
    ['open gaps', openGaps ?? 'unknown'],
    ...Object.entries(markets).map(
      ([name, { weight }]): Fact => [
        `weight of ${name}`,
        `${weight.used === null ? '?' : Math.round(weight.used)} of ${weight.limit}`,
      ],
    ),
    ['Redis', redisText(redis)],
    // Last: its length changes, and nothing is to move with it.
    ['nearest to its limit', nearest ?? 'nothing stored'],
  ];
  return <Facts of={facts} />;
}

function redisText({ ok, usedMemory, maxMemory }: ServerState['redis']): string {
  if (!ok) return 'away';
  if (usedMemory === null) return 'there';
  return maxMemory ? `${bytesText(usedMemory)} of ${bytesText(maxMemory)}` : bytesText(usedMemory);
}

function Zone() {
  const { zone } = useCell(view);
  return (
    <button type="button" class="zone" onClick={() => look({ zone: zone === 'utc' ? 'local' : 'utc' })}>
      {clockText(serverNow(), zone)} {zone === 'utc' ? 'UTC' : 'local'}
      <span class="hidden">: show {zone === 'utc' ? 'local time' : 'UTC'}</span>
    </button>
  );
}

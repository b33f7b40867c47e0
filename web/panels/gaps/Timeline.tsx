import { clockText, timeText, type Zone } from '../../figures/format.ts';
import { type Gap, states, stateText } from '../../figures/gaps/gap.ts';
import { type Lane, laneText, marksOf, placeOf, type Span, timelineOf } from '../../figures/gaps/timeline.ts';

interface TimelineProps {
  readonly gaps: readonly Gap[];
  /** Exchange-clock ms. */
  readonly now: number;
  readonly zone: Zone;
}

/** Height of a lane, px. */
const LANE = 18;

/** Gaps of the last 24 hours by feed. Patterns tell the states apart. */
export function Timeline({ gaps, now, zone }: TimelineProps) {
  const lanes = timelineOf(gaps, now);
  if (lanes.length === 0) return <p class="line">None of them lies in the last 24 hours.</p>;
  return (
    <figure class="gaps-timeline">
      <figcaption>
        The last 24 hours:{' '}
        {Object.entries(states).map(([state, { word }]) => (
          <span key={state} class="gaps-key">
            <svg width="22" height="12" aria-hidden="true">
              <rect x="1" y="1" width="20" height="10" class={`gaps-span is-${state}`} fill={fillOf(state)} />
            </svg>{' '}
            {word}
          </span>
        ))}
        <span class="faint">A dot stands where rows without times were found missing.</span>
      </figcaption>
      <Patterns />
      {lanes.map((lane) => (
        <Drawn key={lane.title} {...{ lane, now, zone }} />
      ))}
      <div class="gaps-lane">
        <span />
        <svg height={LANE} aria-hidden="true">
          {marksOf(now).map((at) => (
            <text key={at} x={`${placeOf(at, now)}%`} y="13" text-anchor={placeOf(at, now) > 90 ? 'end' : 'start'}>
              {clockText(at, zone).slice(0, 5)}
            </text>
          ))}
        </svg>
      </div>
    </figure>
  );
}

function Drawn({ lane, now, zone }: { lane: Lane; now: number; zone: Zone }) {
  return (
    <div class="gaps-lane">
      <span title={lane.title}>{lane.title}</span>
      <svg height={LANE} role="img" aria-label={laneText(lane)}>
        {marksOf(now).map((at) => (
          <line key={at} x1={`${placeOf(at, now)}%`} x2={`${placeOf(at, now)}%`} y1="0" y2={LANE} />
        ))}
        {lane.spans.map((span) => (
          <Mark key={`${span.state} ${span.isMoment} ${span.from}`} {...{ span, now, zone }} />
        ))}
      </svg>
    </div>
  );
}

function Mark({ span, now, zone }: { span: Span; now: number; zone: Zone }) {
  const { state, from, to, gaps, isMoment } = span;
  const style = { class: `gaps-span is-${state}`, fill: fillOf(state) };
  const until = to === from ? '' : ` to ${timeText(to, zone)}`;
  const title = <title>{`${gaps} ${stateText(state).word}: ${timeText(from, zone)}${until}`}</title>;
  const x = placeOf(from, now);
  if (isMoment) {
    return (
      <circle cx={`${x}%`} cy={LANE / 2} r="4" {...style}>
        {title}
      </circle>
    );
  }
  return (
    <rect x={`${x}%`} width={`${placeOf(to, now) - x}%`} y="3" height={LANE - 6} {...style}>
      {title}
    </rect>
  );
}

/** Patterns have to be named where they are used: a style sheet would look for them in itself. */
const fillOf = (state: string): string =>
  state === 'open' ? 'currentColor' : state === 'filled' ? 'none' : `url(#gaps-${state})`;

const Patterns = () => (
  <svg width="0" height="0" aria-hidden="true" class="gaps-patterns">
    <defs>
      <pattern
        id="gaps-unfillable"
        class="is-unfillable"
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="2" height="5" fill="currentColor" />
      </pattern>
      <pattern id="gaps-expired" class="is-expired" width="4" height="4" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1" fill="currentColor" />
      </pattern>
    </defs>
  </svg>
);

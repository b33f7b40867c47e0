import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useCell } from '../cells/cell.ts';
import type { Growth } from '../figures/budget/growth.ts';
import { spanText, timeText } from '../figures/format.ts';
import { view } from '../state/address.ts';
import { ageNow, seconds } from '../state/clock.ts';
import { growth } from '../state/growth.ts';
import { type Health, type HealthAnswer, healthError, useHealth } from '../state/health.ts';
import { useOnScreen } from './useOnScreen.ts';

/** What parts of the page that tell of /health are given. */
export interface HealthShown {
  readonly answer: HealthAnswer;
  /** Its body. */
  readonly health: Health;
  /** How its counters grow. */
  readonly growth: Growth;
  /** What is off the screen keeps what it showed. */
  readonly isOnScreen: boolean;
}

type Asked = Pick<HealthShown, 'answer' | 'growth'>;

interface HealthBodyProps {
  /** Its style, in place of that of texts. */
  readonly class?: string;
  readonly children: (shown: HealthShown) => ComponentChildren;
}

/** Where the newest answer is older, it is said, ms. */
const LATE_MS = 6_000;

/** Shows the newest /health. What is off the screen keeps what it showed, and asks for nothing. */
export function HealthBody({ children, ...own }: HealthBodyProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <div class="health-body" {...own} ref={ref}>
      {isOnScreen && <Asking onAsked={setAsked} />}
      {asked === null ? (
        <p class="line faint">Asking how everything is …</p>
      ) : (
        <>
          {isOnScreen && <Old {...asked.answer} />}
          {children({ ...asked, health: asked.answer.body, isOnScreen })}
        </>
      )}
    </div>
  );
}

function Asking({ onAsked }: { onAsked(asked: Asked): void }) {
  const [answer, known] = [useHealth(), useCell(growth)];
  useEffect(() => {
    if (answer !== null) onAsked({ answer, growth: known });
  }, [answer, known, onAsked]);
  return null;
}

/** Says so where what is shown is not what is. */
function Old({ body, at }: HealthAnswer) {
  const [error, { zone }] = [useCell(healthError), useCell(view)];
  useCell(seconds);
  const age = ageNow({ age: 0, at });
  if (error === null && age < LATE_MS) return null;
  return (
    <p class="trouble">
      {error !== null && '/health does not answer. '}
      What follows is what it said at {timeText(body.at, zone)}, {spanText(age)} ago.
    </p>
  );
}

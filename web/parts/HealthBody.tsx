import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useCell } from '../cells/cell.ts';
import type { Growth } from '../figures/budget/growth.ts';
import { timeText } from '../figures/format.ts';
import { view } from '../state/address.ts';
import { growth } from '../state/growth.ts';
import { type Health, type HealthAnswer, healthError, useHealth } from '../state/health.ts';
import { useOnScreen } from './useOnScreen.ts';

/** What parts of the page that tell of /health are given. */
export interface HealthShown {
  readonly health: Health;
  /** How its counters grow. */
  readonly growth: Growth;
  /** What is off the screen keeps what it showed. */
  readonly isOnScreen: boolean;
}

interface Asked {
  readonly answer: HealthAnswer;
  readonly growth: Growth;
}

/** Shows the newest /health. What is off the screen keeps what it showed, and asks for nothing. */
export function HealthBody({ children }: { children: (shown: HealthShown) => ComponentChildren }) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <div class="health-body" ref={ref}>
      {isOnScreen && <Asking onAsked={setAsked} />}
      {asked === null ? (
        <p class="faint">Asking how everything is …</p>
      ) : (
        <>
          <Old at={asked.answer.body.at} />
          {children({ health: asked.answer.body, growth: asked.growth, isOnScreen })}
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
function Old({ at }: { at: number }) {
  const [error, { zone }] = [useCell(healthError), useCell(view)];
  if (error === null) return null;
  return <p class="trouble">/health does not answer. What follows is what it said at {timeText(at, zone)}.</p>;
}

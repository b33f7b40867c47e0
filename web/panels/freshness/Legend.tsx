import type { Counts } from '../../figures/freshness/matrix.ts';
import { type Step, stepNames, steps } from '../../figures/freshness/step.ts';
import { Meanings } from '../../parts/Meanings.tsx';

/** Steps that are named even where there is none of them. */
const always: readonly Step[] = ['stale', 'near', 'fresh'];

/** The steps with their signs, how many there are of each, and what they mean. */
export function Legend({ counts }: { counts: Counts }) {
  const shown = stepNames.filter((step) => counts[step] !== undefined || always.includes(step));
  const title = (
    <>
      {shown.map((step) => (
        <span key={step} class="fresh-key" data-step={step}>
          <span class={`fresh-sign is-${step}`} aria-hidden="true">
            {steps[step].sign}
          </span>{' '}
          {steps[step].word} {counts[step] ?? 0}
        </span>
      ))}
      <span class="faint">what the signs mean</span>
    </>
  );
  return <Meanings title={title} texts={steps} />;
}

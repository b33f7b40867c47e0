import type { Asked } from './useAsked.ts';

/** Says so where there is no answer yet, and why there is no newer one. */
export function WhyNone({ answer, fault }: Asked<unknown>) {
  if (fault !== null) return <p class="trouble">{fault}</p>;
  return answer === null ? <p class="line faint">Asking …</p> : null;
}

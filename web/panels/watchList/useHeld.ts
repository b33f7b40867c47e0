import { useRef } from 'preact/hooks';

/** Who has touched something is about to choose for so long, ms. */
const HELD_MS = 3_000;

export interface Touched {
  readonly isHeld: () => boolean;
  readonly touch: () => void;
}

/** Whether somebody is about to choose something. Nothing is drawn anew for that. */
export function useHeld(): Touched {
  const touched = useRef<Touched | null>(null);
  touched.current ??= touchedAt();
  return touched.current;
}

function touchedAt(): Touched {
  let at = Number.NEGATIVE_INFINITY;
  return {
    isHeld: () => performance.now() - at < HELD_MS,
    touch: () => {
      at = performance.now();
    },
  };
}

import { useEffect } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { seconds } from '../../state/clock.ts';
import { useHealth } from '../../state/health.ts';
import type { Shown } from './shown.ts';

/** Asks for /health while it is there, and tells each answer, and each second after it. */
export function Asking({ onShown }: { onShown(shown: Shown): void }) {
  const [answer, second] = [useHealth(), useCell(seconds)];
  useEffect(() => {
    if (answer !== null) onShown({ answer, now: Date.now() });
  }, [answer, second, onShown]);
  return null;
}

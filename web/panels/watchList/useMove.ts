import { useEffect, useRef, useState } from 'preact/hooks';
import { numberIn } from '../../figures/numbers.ts';

/** A move is marked so long, ms. */
const MARKED_MS = 1_500;

/** For those who want no motion marks stay until the next move: nothing comes and goes. */
const isStill = matchMedia('(prefers-reduced-motion: reduce)');

/** Where a price went just now; null: nowhere. */
export function useMove(price: string | null): 'up' | 'down' | null {
  const [move, setMove] = useState<'up' | 'down' | null>(null);
  const last = useRef(price);
  useEffect(() => {
    const [before, now] = [numberIn(last.current), numberIn(price)];
    last.current = price;
    if (before === null || now === null || before === now) return;
    setMove(now > before ? 'up' : 'down');
    if (isStill.matches) return;
    const timer = setTimeout(setMove, MARKED_MS, null);
    return () => clearTimeout(timer);
  }, [price]);
  return move;
}

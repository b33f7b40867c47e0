import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { shownNumber } from '../../figures/numbers.ts';
import { isUsed } from '../../parts/isUsed.ts';
import { type ListValues, listOf } from './useListValues.ts';

/** Figures move all the time: the order follows them so often, ms. */
const EVERY_MS = 1_000;

/** What is wide enough for most prices, characters. */
const USUAL = 7;

/** Longer ones are no prices, characters. */
const WIDEST = 24;

/** The list as it is drawn. */
export interface PairList {
  readonly codes: readonly string[];
  /** Of the longest price, characters. */
  readonly priceWidth: number;
  /** It would be another one now. */
  readonly isHeld: boolean;
}

/** @param box in which rows do not move while somebody uses it */
export function useList(
  pairs: readonly string[],
  values: ListValues,
  search: string,
  order: string,
  box: { readonly current: HTMLElement | null },
): PairList {
  const [changes, setChanges] = useState(0);
  const [priceWidth, setWidth] = useState(USUAL);
  const [isHeld, setHeld] = useState(false);
  // `changes` says that the values have another order now: they change without being drawn.
  const codes = useMemo(() => listOf(pairs, values, search, order), [pairs, search, order, changes]);
  const now = useRef({ codes, compute: () => codes });
  now.current = { codes, compute: () => listOf(pairs, values, search, order) };
  const widest = useRef((): number => USUAL);
  widest.current = () => Math.max(USUAL, ...codes.map((code) => widthOf(values.price.of(code).get()?.row.price)));
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      setWidth(widest.current());
      const isOther = now.current.compute().some((code, index) => code !== now.current.codes[index]);
      const isKept = isOther && isUsed(box.current);
      setHeld(isKept);
      if (isOther && !isKept) setChanges((count) => count + 1);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [box]);
  return { codes, priceWidth, isHeld };
}

const widthOf = (price: unknown): number => Math.min(WIDEST, shownNumber(price)?.length ?? 0);

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { shownNumber } from '../../figures/numbers.ts';
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
}

/** @param isHeld whether somebody is about to choose a row: then no row moves away from under the pointer */
export function useList(
  pairs: readonly string[],
  values: ListValues,
  search: string,
  order: string,
  isHeld: () => boolean,
): PairList {
  const [changes, setChanges] = useState(0);
  const [priceWidth, setWidth] = useState(USUAL);
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
      if (isHeld()) return;
      const next = now.current.compute();
      if (next.some((code, index) => code !== now.current.codes[index])) setChanges((count) => count + 1);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [isHeld]);
  return { codes, priceWidth };
}

const widthOf = (price: unknown): number => Math.min(WIDEST, shownNumber(price)?.length ?? 0);

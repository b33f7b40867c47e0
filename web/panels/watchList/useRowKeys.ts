import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { indexAfter } from '../../figures/watchList/keys.ts';
import type { ScrolledRows } from '../../parts/useRowWindow.ts';

/**
 * Arrow keys go from pair to pair, also to those that are not drawn yet. One is a stop of the tabulator: nobody has to go through four hundred.
 * @returns the stop, null: none yet
 */
export function useRowKeys(codes: readonly string[], rows: ScrolledRows): string | null {
  const [stop, setStop] = useState<string | null>(null);
  const isFocusDue = useRef(false);
  const now = useRef({ codes, rows, stop });
  now.current = { codes, rows, stop };
  useEffect(() => {
    const box = rows.box.current;
    if (box === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest('thead') !== null) return;
      const own = now.current;
      const at = own.stop === null ? -1 : own.codes.indexOf(own.stop);
      const next = indexAfter(event.key, at, own.codes.length, own.rows.page());
      const code = next === null ? undefined : own.codes[next];
      if (next === null || code === undefined) return;
      event.preventDefault();
      isFocusDue.current = true;
      own.rows.show(next);
      setStop(code);
    };
    const onFocus = ({ target }: FocusEvent) => {
      const code = (target as HTMLElement).dataset.code;
      if (code !== undefined) setStop(code);
    };
    box.addEventListener('keydown', onKey);
    box.addEventListener('focusin', onFocus);
    return () => {
      box.removeEventListener('keydown', onKey);
      box.removeEventListener('focusin', onFocus);
    };
  }, [rows.box]);
  useFocus(rows.box, stop, isFocusDue);
  return stop;
}

/**
 * Puts the focus on the row that a key led to, and back on one that has moved in the list. Where that is scrolled away, the box has the focus: keys
 * lead on from there.
 */
function useFocus(
  box: { readonly current: HTMLElement | null },
  stop: string | null,
  isDue: { current: boolean },
): void {
  const hadFocus = box.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    const element = box.current;
    const isLost = hadFocus && document.activeElement === document.body;
    if (element === null || !(isDue.current || isLost)) return;
    const links = [...element.querySelectorAll<HTMLElement>('a[data-code]')];
    const row = links.find(({ dataset }) => dataset.code === stop);
    if (row !== undefined) isDue.current = false;
    (row ?? element).focus({ preventScroll: true });
  });
}

import type { ComponentChildren, JSX } from 'preact';
import { useCell } from '../cells/cell.ts';
import { addressOf, look, view } from '../state/address.ts';

interface PairLinkProps extends Pick<JSX.IntrinsicElements['a'], 'title' | 'tabIndex' | 'aria-current'> {
  readonly market: string;
  readonly pair: string;
  /** Called when the page shows it. */
  onLook?(): void;
  readonly children: ComponentChildren;
}

/** Leads to a pair. */
export function PairLink({ market, pair, onLook, ...own }: PairLinkProps) {
  const open = (event: MouseEvent) => {
    // With a key held the browser opens a tab or a window, as with any link.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    look({ market, pair });
    onLook?.();
  };
  return <a href={addressOf({ ...useCell(view), market, pair })} onClick={open} {...own} />;
}

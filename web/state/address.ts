import { cell } from '../cells/cell.ts';
import { defaults, queryOf, type View, viewOf } from '../figures/view.ts';

/** What is looked at now. */
export const view = cell<View>(defaults);

/** Looks at something else. Another market or pair is a step that the browser's way back undoes. */
export function look(change: Partial<View>): void {
  const [before, next] = [view.get(), { ...view.get(), ...change }];
  const isStep = next.market !== before.market || next.pair !== before.pair;
  const address = addressOf(next);
  if (isStep) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  view.set(next);
}

/** The address of a view, for links. */
export const addressOf = (next: View): string => `${location.pathname}${queryOf(next)}${location.hash}`;

/** Reads the address now and when the browser goes back. */
export function followAddress(): void {
  const read = () => view.set(viewOf(location.search));
  addEventListener('popstate', read);
  read();
}

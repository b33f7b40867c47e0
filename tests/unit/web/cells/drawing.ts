import { h, render } from 'preact';

/** So much of a document as a component needs that draws nothing. */
const place = () => ({ nodeType: 1, childNodes: [], firstChild: null, localName: 'div', ownerDocument: {} });

/** A component that draws nothing. */
export interface Drawn<Props> {
  /** What it saw in each drawing. */
  readonly seen: unknown[];
  draw(props: Props): void;
  remove(): void;
}

/** Draws what a hook gives, as the page does. */
export function drawing<Props extends object>(hook: (props: Props) => unknown): Drawn<Props> {
  const seen: unknown[] = [];
  const Component = (props: Props) => {
    seen.push(hook(props));
    return null;
  };
  const into = place() as unknown as Element;
  return { seen, draw: (props) => render(h(Component, props), into), remove: () => render(null, into) };
}

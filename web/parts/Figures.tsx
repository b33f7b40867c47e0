import type { ComponentChildren } from 'preact';
import { Age } from './Age.tsx';

interface FiguresProps {
  readonly title: string;
  /** Whose age it is: a value or rows; null: not known yet. */
  readonly of: { readonly age: number | null; readonly at: number; readonly stale: boolean } | null;
  /** Why there are no figures, as a sentence; null: there are. */
  readonly why: string | null;
  readonly children: ComponentChildren;
}

/** Figures that belong together, with their age. */
export const Figures = ({ title, of, why, children }: FiguresProps) => (
  <section class="figure-group">
    <h3>
      {title} {why === null && <Age of={of} />}
    </h3>
    {why === null ? <dl>{children}</dl> : <p class="faint">{why}</p>}
  </section>
);

/** The sentence for a feed that CONFIG.json does not have. */
export const notCollected = (feed: string): string => `Not collected: ${feed}.`;

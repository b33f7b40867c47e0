import type { ComponentChildren } from 'preact';
import { Age, type Aged } from './Age.tsx';

interface GroupProps {
  readonly title: string;
  /** Whose age it is; null: not known yet. Absent: of several. */
  readonly of?: Aged | null;
  /** Why there is nothing to show, as a sentence; null: there is. */
  readonly why?: string | null;
  /** Its style, beside that of all groups. */
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** What belongs together, with its age. */
export const Group = ({ title, of, why = null, class: own = '', children }: GroupProps) => (
  <section class={`figure-group ${own}`}>
    <h3>
      {title} {of !== undefined && why === null && <Age of={of} />}
    </h3>
    {why === null ? children : <p class="faint">{why}</p>}
  </section>
);

/** Figures that belong together, with their age. */
export const Figures = ({ children, ...group }: GroupProps) => (
  <Group {...group}>
    <dl>{children}</dl>
  </Group>
);

/** The sentence for a feed that CONFIG.json does not have. */
export const notCollected = (feed: string): string => `Not collected: ${feed}.`;

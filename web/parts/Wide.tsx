import type { ComponentChildren } from 'preact';

export interface WideProps {
  /** What it is, for those who listen. */
  readonly label: string;
  /** Its style, in place of that of tables. */
  readonly class?: string;
  onScroll?(event: { readonly currentTarget: HTMLElement }): void;
  readonly children: ComponentChildren;
}

/** What may be larger than its place, such as a table: it scrolls inside. */
export const Wide = ({ label, children, ...own }: WideProps) => (
  <section
    class="wide"
    {...own}
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys
    tabIndex={0}
  >
    {children}
  </section>
);

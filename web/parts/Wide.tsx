import type { ComponentChildren } from 'preact';

/** What may be wider than the page, such as a table: it scrolls inside. @param label what it is, for those who listen */
export const Wide = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <section
    class="wide"
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys
    tabIndex={0}
  >
    {children}
  </section>
);

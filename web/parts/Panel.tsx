import type { ComponentChildren } from 'preact';

interface PanelProps {
  /** Names it in links to it, and in style. */
  readonly id: string;
  readonly title: string;
  /** Beside the title: ages, choices. */
  readonly beside?: ComponentChildren;
  /** Why nothing can be shown, as a sentence. */
  readonly trouble?: string | null | undefined;
  readonly children?: ComponentChildren;
}

/** One part of the page. */
export function Panel({ id, title, beside, trouble, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        {beside}
      </header>
      {trouble ? <p class="trouble">{trouble}</p> : children}
    </section>
  );
}

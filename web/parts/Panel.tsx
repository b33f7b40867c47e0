import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';

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
      {trouble ? <p class="trouble">{trouble}</p> : <Alone>{children}</Alone>}
    </section>
  );
}

/** What cannot be drawn is tried again after so long, ms. */
const AGAIN_MS = 5_000;

/** A part that cannot be drawn says so, and harms no other. */
function Alone({ children }: { children: ComponentChildren }) {
  const [error, again] = useErrorBoundary((fault) => reportError(fault));
  useEffect(() => {
    if (error === undefined) return;
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [error]);
  if (error === undefined) return <>{children}</>;
  return <p class="trouble">This part cannot be drawn, which is a defect of this page. It is tried again.</p>;
}

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface OpenedProps {
  readonly title: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** What is drawn only when somebody opens it. */
export function Opened({ title, children, ...own }: OpenedProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details {...own} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && children}
    </details>
  );
}

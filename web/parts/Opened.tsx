import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** What is drawn only when somebody opens it. */
export function Opened({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && children}
    </details>
  );
}

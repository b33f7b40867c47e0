import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of the page whose script is loaded when all else is painted; until then there is nothing. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [Part, setPart] = useState(() => known);
    const [isMissing, setMissing] = useState(false);
    useEffect(() => {
      if (Part !== null) return;
      painted()
        .then(load)
        .then((part) => {
          known = part;
          setPart(() => part);
        })
        .catch(() => setMissing(true));
    }, []);
    if (isMissing) return <p class="trouble">The script of this part could not be loaded: reload the page.</p>;
    return Part === null ? null : <Part {...props} />;
  };
}

/** Resolves when the browser has painted what is drawn by now. */
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether a part of the page is near what can be seen: what is far off need not be kept up to date. */
export function useOnScreen<T extends Element>(): {
  readonly ref: { current: T | null };
  readonly isOnScreen: boolean;
} {
  const ref = useRef<T>(null);
  const [isOnScreen, setOnScreen] = useState(false);
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new IntersectionObserver((entries) => setOnScreen(entries.at(-1)?.isIntersecting === true), {
      rootMargin: '200px',
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, isOnScreen };
}

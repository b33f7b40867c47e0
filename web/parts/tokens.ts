/** Colors of page.css by the names of their tokens, as a canvas takes them: `rgb(0, 95, 158)`. @param element where they hold */
export function colorsOf<Name extends string>(
  element: Element,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  // A token may say what it is in dark and in light: only a property that uses it tells what holds now.
  const probe = element.appendChild(document.createElement('span'));
  const colors = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colors) as Readonly<Record<Name, string>>;
}

/** The same color, so far opaque. @param color as `colorsOf` has it */
export const withAlpha = (color: string, alpha: number): string =>
  color.replace(/^rgb\((.*)\)$/, (_, parts: string) => `rgba(${parts}, ${alpha})`);

/** Tells when the system changes between dark and light. @returns ends it */
export function onColorScheme(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

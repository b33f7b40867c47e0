import type { Verdict } from '../figures/verdict.ts';

/** Forms and colours of the tab's icon: they can be told apart by form alone. */
const forms: Readonly<Record<Verdict, string>> = {
  ok: '<circle cx="8" cy="8" r="7" fill="#0072b2"/>',
  degraded: '<path d="M8 1 15 15H1z" fill="#e69f00"/>',
  stale: '<path d="M1 1h14v14H1z" fill="#d55e00"/>',
  frozen: '<path d="M2 1h4v14H2zM10 1h4v14h-4z" fill="#999"/>',
  opening: '<circle cx="8" cy="8" r="6" fill="none" stroke="#999" stroke-width="2"/>',
};

/** Shows in the tab how all is. */
export function showIcon(verdict: Verdict): void {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${forms[verdict]}</svg>`;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const address = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (icon !== null && icon.href !== address) icon.href = address;
}

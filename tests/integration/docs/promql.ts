/** A selector of an expression: `name{label="value"}`. */
export interface Selector {
  readonly name: string;
  readonly matchers: readonly { readonly label: string; readonly isEqual: boolean; readonly value: string }[];
}

/** What Prometheus itself makes, beside functions and labels. */
const OWN = ['up', 'ALERTS'];

/** The selectors of an expression. Names of ours begin with `binance_collector_`. */
export function selectorsIn(expr: string): Selector[] {
  const found = [...expr.matchAll(/\b(binance_collector_\w+|up\b|ALERTS\b)(?:\{(.*?)\})?/g)];
  return found.map(([, name = '', inside = '']) => ({
    name,
    matchers: [...inside.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"(.*?)"/g)].map(([, label = '', operator, value = '']) => ({
      ...{ label, value, isEqual: operator === '=' },
    })),
  }));
}

export const isOwn = ({ name }: Selector): boolean => OWN.includes(name);

/** Labels by which an expression groups or joins. */
export const groupedBy = (expr: string): string[] =>
  [...expr.matchAll(/\b(?:by|without|on|ignoring)\s*\((.*?)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));

/** Labels that a legend shows: `{{market}}`. */
export const shownInLegend = (legend: string): string[] =>
  [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);

/** Labels that an annotation shows: `$labels.market`. */
export const shownInText = (text: string): string[] =>
  [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);

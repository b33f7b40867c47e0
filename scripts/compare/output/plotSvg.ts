import type { CloseRow, Side } from '../../../analysis/closes.ts';
import { type Compared, timeText } from '../compared.ts';
import { linePoints } from './linePoints.ts';
import { niceSteps, timeSteps } from './steps.ts';

const [WIDTH, HEIGHT] = [960, 460];
/** At the right there is room for half of the last time. */
const PLOT = { left: 110, right: 36, top: 64, bottom: 64 } as const;

/** Its colours are of the page that shows it: by themselves light, and dark where the reader's system is. */
const STYLE = `
  .ground{fill:#ffffff} text{fill:#1f2328;font:12px system-ui,sans-serif} .title{font-size:15px;font-weight:600}
  .grid{stroke:#d0d7de;stroke-width:1} .axis{stroke:#656d76;stroke-width:1}
  .stream{stroke:#0969da;fill:none;stroke-width:3;opacity:.55} .rest{stroke:#bc4c00;fill:none;stroke-width:1.3}
  .mark{stroke-dasharray:4 4;stroke:#656d76;stroke-width:1} .dot{fill:#656d76}
  @media (prefers-color-scheme: dark){
    .ground{fill:#0d1117} text{fill:#e6edf3} .grid{stroke:#30363d} .axis,.mark{stroke:#8b949e} .dot{fill:#8b949e}
    .stream{stroke:#58a6ff} .rest{stroke:#f0883e}
  }`;

interface Scale {
  x(time: number): number;
  y(close: number): number;
}

/**
 * Both closes over time, with the highest, the lowest and the mean marked. A drawing by itself: no script, no font and no picture from elsewhere. Points
 * are drawn as doubles; the figures beside them are exact.
 */
export function plotSvg(compared: Compared): string {
  const { market, code, rows, statistics, from, to } = compared;
  const title = `${market} ${code}: closes of single seconds, stream against REST`;
  const span = `${timeText(from)} to ${timeText(to)} UTC, ${statistics.matched} matched, ${statistics.unequal} unequal`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title">`,
    `<title id="title">${escapeXml(`${title}, ${span}`)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    text(PLOT.left, 24, title, 'class="title"'),
    text(PLOT.left, 44, span),
    ...legend(),
    ...(rows.length === 0 ? [text(PLOT.left, HEIGHT / 2, 'neither side has a second')] : drawing(compared)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

/** What would end a text or an attribute, and what XML does not allow at all. */
export const escapeXml = (raw: string): string =>
  raw
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?');

const text = (x: number, y: number, raw: string, attributes = ''): string =>
  `<text x="${round(x)}" y="${round(y)}"${attributes && ` ${attributes}`}>${escapeXml(raw)}</text>`;

const line = (kind: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;

const round = (value: number): string => String(Math.round(value * 100) / 100);

function legend(): string[] {
  const right = WIDTH - PLOT.right;
  return [
    line('stream', right - 180, 20, right - 150, 20),
    text(right - 144, 24, 'stream'),
    line('rest', right - 80, 20, right - 50, 20),
    text(right - 44, 24, 'REST'),
  ];
}

function drawing({ rows, statistics, from, to }: Compared): string[] {
  const closes = rows.flatMap(({ stream, rest }) =>
    [stream, rest].flatMap((side) => (side ? [Number(side.close)] : [])),
  );
  const [low, high] = [closes.reduce((a, b) => Math.min(a, b)), closes.reduce((a, b) => Math.max(a, b))];
  const room = (high - low) * 0.08 || Math.abs(high) * 1e-4 || 1;
  const [bottom, top] = [low - room, high + room];
  const [left, right] = [PLOT.left, WIDTH - PLOT.right];
  const [above, below] = [PLOT.top, HEIGHT - PLOT.bottom];
  const scale: Scale = {
    x: (time) => left + ((time - from) / Math.max(1_000, to - from)) * (right - left),
    y: (close) => below - ((close - bottom) / (top - bottom)) * (below - above),
  };
  const prices = niceSteps(bottom, top, 6);
  return [
    ...prices.values.map((price) => line('grid', left, scale.y(price), right, scale.y(price))),
    ...prices.values.map((price) =>
      text(left - 8, scale.y(price) + 4, price.toFixed(prices.places), 'text-anchor="end"'),
    ),
    ...timeSteps(from, to, 8).flatMap((time) => [
      line('axis', scale.x(time), below, scale.x(time), below + 5),
      text(scale.x(time), below + 20, new Date(time).toISOString().slice(11, 19), 'text-anchor="middle"'),
    ]),
    line('axis', left, below, right, below),
    line('axis', left, above, left, below),
    text((left + right) / 2, HEIGHT - 16, 'time, UTC', 'text-anchor="middle"'),
    text(
      0,
      0,
      'close, quote asset',
      `transform="translate(18 ${(above + below) / 2}) rotate(-90)" text-anchor="middle"`,
    ),
    ...(['stream', 'rest'] as const).flatMap((side) => linesOf(side, rows, scale)),
    ...marks(statistics, scale, { left, right }),
  ];
}

function linesOf(side: Side, rows: readonly CloseRow[], scale: Scale): string[] {
  return linePoints(side, rows, WIDTH - PLOT.left - PLOT.right).map((run) => {
    const points = run.map(({ time, close }) => `${round(scale.x(time))},${round(scale.y(close))}`);
    const [only] = points;
    if (points.length > 1 || only === undefined) return `<polyline class="${side}" points="${points.join(' ')}"/>`;
    const [x, y] = only.split(',');
    return `<circle class="${side}" cx="${x}" cy="${y}" r="2"/>`;
  });
}

function marks(
  { highest, lowest, mean }: Compared['statistics'],
  scale: Scale,
  { left, right }: { readonly left: number; readonly right: number },
): string[] {
  const sideOf = (name: Side | 'equal' | null, least: boolean) =>
    name === 'rest' || name === 'stream' ? (least ? OTHER[name] : name) : 'stream';
  const top = highest[sideOf(highest.higher, false)] ?? highest.rest;
  const bottom = lowest[sideOf(lowest.higher, true)] ?? lowest.rest;
  const dot = (what: string, of: typeof top, above: boolean) => {
    if (of === null) return [];
    const [x, y] = [scale.x(of.at), scale.y(Number(of.close))];
    const [anchor, aside] = x > (left + right) / 2 ? (['end', -6] as const) : (['start', 6] as const);
    return [
      `<circle class="dot" cx="${round(x)}" cy="${round(y)}" r="3.5"/>`,
      text(x + aside, y + (above ? -8 : 18), `${what} ${of.close}`, `text-anchor="${anchor}"`),
    ];
  };
  const middle = mean === null ? [] : [line('mark', left, scale.y(Number(mean)), right, scale.y(Number(mean)))];
  const said = mean === null ? [] : [text(right, scale.y(Number(mean)) - 5, `mean ${mean}`, 'text-anchor="end"')];
  return [...middle, ...said, ...dot('max', top, true), ...dot('min', bottom, false)];
}

const OTHER = { stream: 'rest', rest: 'stream' } as const;

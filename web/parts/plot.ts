import { type Holds, type Place, stairsOf } from '../figures/plot/stairs.ts';
import { ticksOf } from '../figures/plot/ticks.ts';
import { rangeOf, upText } from '../figures/plotRange.ts';
import { onColorScheme } from './tokens.ts';

/** What goes from left to right, then each line; null: nothing is there. */
export type Columns = readonly (readonly (number | null)[])[];

/** What is drawn, as long as it is shown. */
export interface Plot {
  show(columns: Columns): void;
  end(): void;
}

/** A line of steps. */
export interface Line {
  readonly holds: Holds;
  /** Lengths of its dashes and of what is between, px; empty: it is whole. */
  readonly dash: readonly number[];
  readonly color: () => string;
  /** Of what lies below it. Absent: nothing. */
  readonly ground?: () => string;
}

/** What is drawn how. */
export interface Drawing {
  /** px */
  readonly height: number;
  /** What goes from left to right are times, s. */
  readonly isTime: boolean;
  /** What goes up are levels, such as prices: drawn from the least. Absent: from zero. */
  readonly isLevel?: boolean;
  /** Least room of a word below the plot, px. */
  readonly space: number;
  /** Words below the plot. @param step from one to the next */
  words(values: readonly number[], step: number): string[];
  readonly lines: readonly Line[];
}

/** A color of the style, in either color scheme, is that which an element has. */
export const colorOf = (element: Element) => (): string => getComputedStyle(element).color;

/** Beside the lines: words stand on the left and below, px. */
const [TOP, RIGHT, BOTTOM, LEFT] = [8, 16, 24, 46];

/** Least height of a word on the left, px. */
const ROW = 25;

/** Levels have longer words on the left, px. */
const LEVEL_LEFT = 72;

/** Draws into an element, as wide as that is and from zero up, unless they are levels. Where its width or the color scheme changes, it is drawn anew. */
export function createPlot(into: HTMLElement, drawing: Drawing): Plot {
  const canvas = into.appendChild(document.createElement('canvas'));
  let columns: Columns = [];
  const redraw = () => draw(canvas, into, drawing, columns);
  const sized = new ResizeObserver(redraw);
  sized.observe(into);
  const endScheme = onColorScheme(redraw);
  return {
    show(next) {
      columns = next;
      redraw();
    },
    end() {
      sized.disconnect();
      endScheme();
      canvas.remove();
    },
  };
}

function draw(canvas: HTMLCanvasElement, into: Element, drawing: Drawing, [acrosses = [], ...ups]: Columns): void {
  const { height, isLevel = false } = drawing;
  const left = isLevel ? LEVEL_LEFT : LEFT;
  const width = Math.max(left + RIGHT + 1, into.clientWidth);
  const scale = devicePixelRatio;
  // Sets all of it back, too.
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  Object.assign(canvas.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  const on = canvas.getContext('2d');
  const [from, to] = [acrosses[0] ?? null, acrosses.at(-1) ?? null];
  if (on === null || from === null || to === null) return;
  on.scale(scale, scale);
  const values = ups.flatMap((line) => line.filter((up) => up !== null));
  const [bottom, top] = rangeOf(Math.min(...values), Math.max(...values), isLevel);
  const [wide, high] = [width - left - RIGHT, height - TOP - BOTTOM];
  const x = (across: number) => left + (to > from ? ((across - from) / (to - from)) * wide : wide);
  const y = (up: number) => TOP + ((top - up) / (top - bottom)) * high;

  on.font = '11px system-ui';
  on.fillStyle = on.strokeStyle = colorOf(into)();
  on.textBaseline = 'middle';
  const mark = (word: string, [atX, atY]: Place, ends: readonly Place[]) => {
    on.globalAlpha = 1;
    on.fillText(word, atX, atY);
    on.globalAlpha = 0.2;
    stroke(on, ends);
  };
  on.lineWidth = 0.5;
  on.textAlign = 'center';
  const below = ticksOf(from, to, wide / drawing.space, drawing.isTime);
  const words = drawing.words(below.values, below.step);
  for (const [index, value] of below.values.entries()) {
    mark(
      words[index] ?? '',
      [x(value), height - BOTTOM / 2],
      [
        [x(value), TOP],
        [x(value), height - BOTTOM + 4],
      ],
    );
  }
  on.textAlign = 'right';
  for (const value of ticksOf(bottom, top, high / ROW).values) {
    mark(
      upText(value, isLevel),
      [left - 8, y(value)],
      [
        [left - 4, y(value)],
        [width - RIGHT, y(value)],
      ],
    );
  }
  on.globalAlpha = 1;
  on.lineWidth = 1.5;
  for (const [index, { holds, dash, color, ground }] of drawing.lines.entries()) {
    const corners = stairsOf(acrosses, ups[index] ?? [], holds).map(([across, up]): Place => [x(across), y(up)]);
    const [first, last] = [corners[0], corners.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (ground !== undefined) {
      on.fillStyle = ground();
      on.fill(pathOf([[first[0], y(bottom)], ...corners, [last[0], y(bottom)]]));
    }
    on.strokeStyle = color();
    on.setLineDash([...dash]);
    stroke(on, corners);
  }
}

function pathOf(corners: readonly Place[]): Path2D {
  const path = new Path2D();
  for (const [x, y] of corners) path.lineTo(x, y);
  return path;
}

const stroke = (on: CanvasRenderingContext2D, corners: readonly Place[]): void => on.stroke(pathOf(corners));

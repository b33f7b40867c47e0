import { useEffect, useState } from 'preact/hooks';

/** A part of the page is drawn at most so often, ms. */
const EVERY_MS = 250;

class Redraw {
  isOnScreen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  readonly #draw: () => void;

  constructor(draw: () => void) {
    this.#draw = () => {
      this.#timer = undefined;
      this.#drawnAt = performance.now();
      draw();
    };
  }

  readonly changed = (): void => {
    if (!this.isOnScreen || this.#timer !== undefined) return;
    this.#timer = setTimeout(this.#draw, Math.max(0, this.#drawnAt + EVERY_MS - performance.now()));
  };

  readonly end = (): void => clearTimeout(this.#timer);
}

/**
 * For what changes often: call what it returns with each change, and the component is drawn at most four times a second, and not at all while nobody
 * can see it.
 */
export function useRedraw(isOnScreen: boolean): () => void {
  const [, draw] = useState(0);
  const [redraw] = useState(() => new Redraw(() => draw((count) => count + 1)));
  redraw.isOnScreen = isOnScreen;
  useEffect(() => redraw.end, [redraw]);
  return redraw.changed;
}

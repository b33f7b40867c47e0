/*
 * How fast older rows are fetched. All pages of a session, which is of one market, stand in two lines. Those of gaps go on whatever happens: three at a
 * time. Those of history go as the *width* of their line says. Live requests come first, and they tell how much there is to spare, be it the exchange,
 * the network or the processor that is short: while they take much longer than usual (gateway/liveTimes.ts), the width is halved again and again; while
 * they do not, it grows with time. Where it is below 1, the line rests between two pages: at 1/4 about three times as long as the page has taken. Sessions
 * in other processes go by their own live requests. What these are short of they share, so that all of them slow down together.
 */

/** Pages at a time. More would make each other too slow. */
const WIDEST = 3;
/** However slow live requests are, history goes on. */
const NARROWEST = 1 / 16;
/** A rest is no longer, whatever a page has taken, ms. */
const LONGEST_REST_MS = 1_500;

/** It is halved so often at most, ms. */
const HALVED_EVERY_MS = 500;
/** It doubles in so long, ms. */
const DOUBLED_IN_MS = 2_000;

/** Does a step when its turn comes; none once the lines are closed. Throws as the step does. */
type Take = (step: () => Promise<void>) => Promise<void>;

export interface OlderLines {
  readonly gap: Take;
  readonly history: Take;
  /** Steps that have not begun never will. */
  close(): void;
}

/** @param now monotonic ms @param areSlow whether live requests are slower than usual */
export function createOlderLines(now: () => number, areSlow: () => boolean): OlderLines {
  const gaps = createQueue(now, () => WIDEST);
  const history = createQueue(now, adaptive(now, areSlow));
  return {
    gap: gaps.take,
    history: history.take,
    close() {
      gaps.close();
      history.close();
    },
  };
}

/** @returns the width as of now */
function adaptive(now: () => number, areSlow: () => boolean): () => number {
  let width = WIDEST;
  let [halvedAt, changedAt] = [Number.NEGATIVE_INFINITY, now()];
  return () => {
    const at = now();
    if (!areSlow()) width = Math.min(WIDEST, width * 2 ** ((at - changedAt) / DOUBLED_IN_MS));
    else if (at - halvedAt >= HALVED_EVERY_MS) {
      width = Math.max(NARROWEST, width / 2);
      halvedAt = at;
    }
    changedAt = at;
    return width;
  };
}

function createQueue(now: () => number, widthOf: () => number): { readonly take: Take; close(): void } {
  const waiting: ((isItsTurn: boolean) => void)[] = [];
  let running = 0;
  let isClosed = false;

  function admit(): void {
    const most = Math.max(1, Math.floor(widthOf()));
    while (waiting.length > 0 && running < most) {
      running++;
      waiting.shift()?.(true);
    }
  }

  function leave(): void {
    running--;
    admit();
  }

  return {
    async take(step) {
      if (isClosed) return;
      const isItsTurn = await new Promise<boolean>((resolve) => {
        waiting.push(resolve);
        admit();
      });
      if (!isItsTurn) return;
      const began = now();
      try {
        await step();
      } finally {
        const restMs = Math.min(LONGEST_REST_MS, (now() - began) * (1 / widthOf() - 1));
        if (restMs > 0) setTimeout(leave, restMs).unref();
        else leave();
      }
    },

    close() {
      isClosed = true;
      for (const tell of waiting.splice(0)) tell(false);
    },
  };
}

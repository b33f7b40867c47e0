/** How many sockets each caller has: no one is to take the room of all. */
export interface SocketsOfCallers {
  /** That one caller may have. */
  readonly most: number;
  /** Counts one more. @returns counts it no more, however often it is called; null: it would be one too many */
  take(who: string): (() => void) | null;
}

export function createSocketsOfCallers(most: number): SocketsOfCallers {
  const counts = new Map<string, number>();
  return {
    most,
    take(who) {
      const count = counts.get(who) ?? 0;
      if (count >= most) return null;
      counts.set(who, count + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (counts.get(who) ?? 0) - 1;
        if (left > 0) counts.set(who, left);
        else counts.delete(who);
      };
    },
  };
}

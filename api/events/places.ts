/** Places for readers. */
export interface Places {
  /** Takes one for this caller, to be given back once. @returns why there is none for it; null: it has one */
  take(who: string): string | null;
  give(who: string): void;
}

/** @param mostOfCaller so many may one caller have: none is to take those of all others */
export function createPlaces(most: number, mostOfCaller: number): Places {
  const byCaller = new Map<string, number>();
  let taken = 0;
  return {
    take(who) {
      const own = byCaller.get(who) ?? 0;
      if (taken >= most) return `${most} streams of events are open: that are the most`;
      if (own >= mostOfCaller) {
        return `${own} streams of events are open for this access key or, without one, this address: that are the most of one caller`;
      }
      byCaller.set(who, own + 1);
      taken += 1;
      return null;
    },
    give(who) {
      const left = (byCaller.get(who) ?? 0) - 1;
      if (left > 0) byCaller.set(who, left);
      else byCaller.delete(who);
      taken -= 1;
    },
  };
}

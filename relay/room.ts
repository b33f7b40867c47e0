/** How many streams are followed at the exchange, of all markets: there is a bound. */
export interface Room {
  /** @returns whether there was room for one more */
  take(): boolean;
  give(): void;
  taken(): number;
  readonly most: number;
}

export function createRoom(most: number): Room {
  let taken = 0;
  return {
    most,
    take() {
      if (taken >= most) return false;
      taken++;
      return true;
    },
    give() {
      taken--;
    },
    taken: () => taken,
  };
}

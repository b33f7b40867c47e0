/** How many streams are followed at the exchange, of all markets: there is a bound. */
export interface Room {
  /** Takes room for one more, if need be that of one that nobody uses. @returns whether there was any */
  take(): boolean;
  give(): void;
  taken(): number;
  readonly most: number;
  /** Asks for what nobody uses where there is no room. */
  join(oldest: () => Unused | null): void;
}

/** What takes room, and nobody uses. */
interface Unused {
  /** Monotonic ms. */
  readonly since: number;
  /** Gives its room. */
  readonly end: () => void;
}

export function createRoom(most: number): Room {
  const members: (() => Unused | null)[] = [];
  let taken = 0;
  return {
    most,
    take() {
      if (taken >= most) {
        const unused = members.map((oldest) => oldest()).filter((found) => found !== null);
        unused.sort((one, other) => one.since - other.since)[0]?.end();
      }
      if (taken >= most) return false;
      taken++;
      return true;
    },
    give() {
      taken--;
    },
    taken: () => taken,
    join(oldest) {
      members.push(oldest);
    },
  };
}

/** A position that the exchange closed by force, as far as it tells. */
export interface Liquidation {
  readonly id: number;
  /** Exchange-clock ms. */
  readonly time: number;
  /** Average price that it was filled at, and how much of it was. */
  readonly price: string;
  readonly qty: string;
  /** In the quote asset; '' where the exchange does not say it. */
  readonly value: string;
  /** The order sold: a long position was closed. */
  readonly isSold: boolean;
}

/** A row of GetData's `type=liquidations`; null: it is none. */
export function liquidationIn(row: unknown): Liquidation | null {
  const { id, time, side, averagePrice, filledQty, quoteValue } = (row ?? {}) as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(id) || !Number.isFinite(time) || (side !== 'SELL' && side !== 'BUY')) return null;
  return {
    id: Number(id),
    time: Number(time),
    price: textIn(averagePrice),
    qty: textIn(filledQty),
    value: textIn(quoteValue),
    isSold: side === 'SELL',
  };
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** So many are kept. */
const MOST = 100;

/** A row, and whether others are missing right below it, which ids do not tell: it is not known yet, or they were left out. */
export interface Told {
  readonly row: Liquidation;
  readonly below: 'known' | 'unknown' | 'left';
}

/** What is to be fetched: ids between these two. */
export interface Stretch {
  readonly before: number;
  /** -1: as far as there are any. */
  readonly until: number;
}

/** The newest liquidations of a pair. */
export class Liquidations {
  /** Newest first. */
  #told: readonly Told[] = [];

  get told(): readonly Told[] {
    return this.#told;
  }

  /** The newest place where others may be missing; null: there is none. */
  get unknown(): Stretch | null {
    const at = this.#told.findIndex(({ below }) => below === 'unknown');
    const before = this.#told[at]?.row.id;
    return before === undefined ? null : { before, until: this.#told[at + 1]?.row.id ?? -1 };
  }

  /**
   * Takes rows of GetData that follow each other; what is no liquidation is passed over.
   * @param isBreak others may be missing between these and those that were known
   */
  take(rows: readonly unknown[], isBreak: boolean): void {
    this.#join(rows, isBreak ? 'unknown' : 'known');
  }

  /** What was missing has been fetched. @param below how it is below the lowest of these */
  fill({ before }: Stretch, rows: readonly unknown[], below: Told['below']): void {
    const row = this.#told.find((one) => one.row.id === before)?.row;
    if (row !== undefined) this.#join(rows, below, [row]);
  }

  /** @param below how it is below the lowest one, where that is new @param renewed rows that count as new */
  #join(rows: readonly unknown[], below: Told['below'], renewed: readonly Liquidation[] = []): void {
    const known = new Map(this.#told.map((one) => [one.row.id, one]));
    const own = [...renewed, ...rows.flatMap((row) => liquidationIn(row) ?? [])];
    const lowest = Math.min(...own.map(({ id }) => id));
    for (const row of own) {
      const was = renewed.includes(row) ? undefined : known.get(row.id);
      known.set(row.id, row.id > lowest ? { row, below: 'known' } : (was ?? { row, below }));
    }
    const all = [...known.values()].sort((one, other) => other.row.id - one.row.id);
    this.#told = all
      .slice(0, MOST)
      .map((one, index) => (index === MOST - 1 && all.length > MOST ? { ...one, below: 'left' } : one));
  }
}

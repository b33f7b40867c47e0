import type { Connector } from '../../exchanges/connector.ts';
import type { AnswerAsIs, ExchangeRequest } from '../../model/exchangeRequest.ts';

/** How often what the collectors have stored is read anew, and the exchange is asked, ms; and how soon again where that has failed. */
const READ_EVERY_MS = 60_000;
const ASK_EVERY_MS = 3_600_000;
const AGAIN_MS = 10_000;

export interface ListedSymbolsOptions {
  readonly connector: Pick<Connector, 'listed'>;
  /** What the collectors have stored of all that the exchange lists; null: nothing. Rejects when Redis is away. */
  readonly stored: () => Promise<ReadonlySet<string> | null>;
  /** Asks the exchange. Rejects where it does not answer, or there is no room. */
  readonly ask: (request: ExchangeRequest) => Promise<AnswerAsIs>;
  readonly monotonic: () => number;
}

/**
 * The names of all that the exchange lists: as the collectors have stored them, else as the exchange answers. What was known goes on while it is
 * looked up anew, and where that fails; null while nothing was ever known.
 */
export function createListedSymbols(options: ListedSymbolsOptions): () => Promise<ReadonlySet<string> | null> {
  const { stored, connector, monotonic } = options;
  let known: ReadonlySet<string> | null = null;
  let lookAt = Number.NEGATIVE_INFINITY;
  let askAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const found = await stored();
    if (found !== null) {
      known = found;
      askAt = Number.NEGATIVE_INFINITY;
    } else if (monotonic() >= askAt) {
      askAt = monotonic() + AGAIN_MS;
      known = (await asked()) ?? known;
      if (known !== null) askAt = monotonic() + ASK_EVERY_MS;
    }
    lookAt = monotonic() + (known === null ? AGAIN_MS : READ_EVERY_MS);
  }

  async function asked(): Promise<ReadonlySet<string> | null> {
    if (connector.listed === undefined) return null;
    const { status, body } = await options.ask(connector.listed.request());
    const symbols = status === 200 ? connector.listed.symbolsIn(body) : new Set<string>();
    return symbols.size === 0 ? null : symbols;
  }

  return async () => {
    if (monotonic() >= lookAt && looking === null) {
      looking = look()
        .catch(() => {
          lookAt = monotonic() + AGAIN_MS;
        })
        .finally(() => {
          looking = null;
        });
    }
    if (known === null && looking !== null) await looking;
    return known;
  };
}

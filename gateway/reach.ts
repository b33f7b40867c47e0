import type { ExchangeError } from '../exchanges/errors.ts';
import type { ExchangeReach } from '../store/reports/health.ts';

/** What this process has seen of the exchange: whether it answers, and if not, why and since when. */
export interface Reach {
  /** Any answer of the exchange itself, also one that refuses. */
  answered(): void;
  /** A request has failed; failures by which the exchange has answered count as such. */
  failed(error: ExchangeError): void;
  /** As it is reported; undefined while nothing was asked. */
  state(): ExchangeReach | undefined;
}

/** What the statuses say of the way to the exchange. */
const hints: Readonly<Record<number, string>> = {
  403: 'its firewall blocks this address',
  407: 'the proxy wants a user and a password',
  451: 'it does not serve this place',
};

/** `now`: wall-clock ms, can be injected. */
export function createReach(now = Date.now): Reach {
  let state: ExchangeReach | undefined;
  return {
    answered() {
      state = { answeredAt: now() };
    },
    failed(error) {
      if (isAnswer(error)) {
        state = { answeredAt: now() };
        return;
      }
      const hint = hints[error.status ?? 0];
      const message = hint === undefined ? error.message : `${error.message}: ${hint}`;
      state = { ...state, trouble: { error: message, since: state?.trouble?.since ?? now() } };
    },
    state: () => state,
  };
}

/** Limits are told by the exchange itself, and so is what it rejects with a number of its own: else a proxy or a portal speaks. */
function isAnswer({ code, exchangeCode }: ExchangeError): boolean {
  return (
    code === 'rate-limited' ||
    code === 'banned' ||
    code === 'unknown-pair' ||
    (code === 'rejected' && exchangeCode !== undefined)
  );
}

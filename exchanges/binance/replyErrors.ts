import { ExchangeError, type ExchangeErrorCode } from '../errors.ts';

/**
 * Binance's error codes for a pair it does not know or does not serve any more.
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/errors
 */
const UNKNOWN_PAIR = new Set([-1121, -1220]);

/** A 429 or 418 without Retry-After: at least until the next minute, or the shortest ban. */
const DEFAULT_RETRY_AFTER_MS: Partial<Record<ExchangeErrorCode, number>> = { 'rate-limited': 60_000, banned: 120_000 };

function codeOf(status: number, exchangeCode: number | undefined): ExchangeErrorCode {
  if (status === 429) return 'rate-limited';
  if (status === 418) return 'banned';
  if (status === 403) return 'blocked';
  if (status === 451) return 'restricted';
  if (exchangeCode !== undefined && UNKNOWN_PAIR.has(exchangeCode)) return 'unknown-pair';
  if (status >= 500 || status === 408) return 'exchange-down';
  return 'rejected';
}

function parseBody(body: string): { code?: number; msg?: string } {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return {};
    const { code, msg } = parsed as { code?: unknown; msg?: unknown };
    return { ...(typeof code === 'number' && { code }), ...(typeof msg === 'string' && { msg }) };
  } catch {
    return {};
  }
}

/** Our error for a reply with another status than 200. `retryAfter`: the header, seconds. */
export function errorOfReply(path: string, status: number, body: string, retryAfter: unknown): ExchangeError {
  const { code: exchangeCode, msg } = parseBody(body);
  const code = codeOf(status, exchangeCode);
  const seconds = Number(retryAfter);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : DEFAULT_RETRY_AFTER_MS[code];
  const said = exchangeCode === undefined ? '' : ` (${exchangeCode}: ${(msg ?? '').slice(0, 120)})`;
  return new ExchangeError(code, `${path}: the exchange answered ${status}${said}`, {
    path,
    status,
    ...(exchangeCode !== undefined && { exchangeCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

import type { Verdict } from './rateLimit.ts';

/** A whole HTTP answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly retryAfterSeconds?: number;
  /** Further headers, as they are sent. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export function jsonAnswer(status: number, body: unknown, retryAfterSeconds?: number): Answer {
  const answer = { status, body: JSON.stringify(body) };
  return retryAfterSeconds === undefined ? answer : { ...answer, retryAfterSeconds };
}

export function htmlAnswer(status: number): Answer {
  const body = `<html>\r\n<head><title>${status}</title></head>\r\n<body><center><h1>${status}</h1></center></body>\r\n</html>\r\n`;
  return { status, body, type: 'text/html' };
}

/** 429 or 418 with Binance's words. */
export function refusalAnswer(
  { status, retryAfterSeconds, until }: NonNullable<Verdict['refusal']>,
  limit: number,
): Answer {
  const msg =
    status === 429
      ? `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. ` +
        'Please use WebSocket Streams for live updates to avoid polling the API.'
      : `Way too much request weight used; IP banned until ${until}. ` +
        'Please use WebSocket Streams for live updates to avoid bans.';
  return jsonAnswer(status, { code: -1003, msg }, retryAfterSeconds);
}

/**
 * Why there is no answer: `away` (the API does not answer), `key` (an access key is missing or wrong), or what the API says by its stable code, such
 * as `pair-not-configured`.
 */
export class AskError extends Error {
  readonly code: string;
  /** When to ask again, ms; null: not by itself. */
  readonly retryMs: number | null;
  /** The topic of events that there is not, as it was asked for; null: it is about something else. */
  readonly topic: string | null;

  constructor(code: string, sentence: string, retryMs: number | null = null, topic: string | null = null) {
    super(sentence);
    this.code = code;
    this.retryMs = retryMs;
    this.topic = topic;
  }
}

/** What the API says went wrong. Its problems are RFC 9457. */
export async function problemOf(response: Response, name: string, hasKey: boolean): Promise<AskError> {
  const retry = Number(response.headers.get('Retry-After')) * 1_000 || null;
  const problem: Record<string, unknown> = await response.json().catch(() => ({}));
  if (response.status === 401) {
    const sentence = !hasKey ? 'The API wants an access key.' : 'The API does not know this access key.';
    return new AskError('key', sentence);
  }
  const { error, detail, topic } = problem;
  const sentence =
    typeof detail === 'string' ? `${name}: ${detail}` : `${name} answered with status ${response.status}.`;
  const code = typeof error === 'string' ? error : `status-${response.status}`;
  const retryMs = response.status >= 500 ? (retry ?? 2_000) : retry;
  return new AskError(code, sentence, retryMs, typeof topic === 'string' ? topic : null);
}

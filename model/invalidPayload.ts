import { CollectorError } from '../runtime/errors.ts';

/** A payload, or one row of it, that is JSON but not what the exchange documents. It is not stored. */
export class InvalidPayload extends CollectorError {
  constructor(message: string) {
    super('invalid-payload', message);
  }
}

const EXCERPT = 160;

/** The beginning of what was sent, for messages. */
export function excerptOf(data: unknown): string {
  const text = JSON.stringify(data) ?? String(data);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

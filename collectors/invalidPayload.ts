import { CollectorError } from '../config/errors.ts';

/** A payload that is JSON but not what the exchange documents. Nothing of it is stored. */
export class InvalidPayload extends CollectorError {
  constructor(message: string) {
    super('invalid-payload', message);
  }
}

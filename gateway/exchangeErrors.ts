/** What whoever sends requests through the gateway has to tell apart. */
export { ExchangeError } from '../exchanges/errors.ts';

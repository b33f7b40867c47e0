import type { IncomingMessage, RequestListener } from 'node:http';
import { checkFault } from './checkFault.ts';
import { listedAt } from './endpoints/endpoint.ts';
import { marketNames } from './market.ts';
import type { Simulator } from './simulator.ts';
import { SimulatorError } from './simulatorError.ts';
import type { Listings } from './venues/listings.ts';

type Controls = Omit<Simulator, 'url' | 'streamUrl' | 'usdmStreamUrl' | 'controlUrl' | 'close'>;

/** A refusal of the control port. */
class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const MOST_BYTES = 64 * 1024;

/**
 * The control port, JSON over HTTP: GET, POST, DELETE /faults, DELETE /faults/ID, GET and DELETE /stats, DELETE /limits,
 * GET /symbols, POST and DELETE /symbols/SYMBOL (each with ?market=usdm for the futures market), POST /clock.
 */
export function createControlListener(controls: Controls): RequestListener {
  return (request, response) => {
    handle(controls, request).then(
      (body) => reply(200, body),
      (error: unknown) => reply(statusOf(error), { error: error instanceof Error ? error.message : String(error) }),
    );
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json', 'X-Simulator': '1' });
      response.end(`${JSON.stringify(body)}\n`);
    };
  };
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return error.status;
  if (error instanceof SimulatorError) return 404;
  return error instanceof RangeError || error instanceof URIError ? 400 : 500;
}

async function handle(controls: Controls, request: IncomingMessage): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
  const [resource = '', encoded, ...rest] = pathname.slice(1).split('/');
  const name = encoded === undefined ? undefined : decodeURIComponent(encoded);
  const listings = listingsOf(controls, searchParams.get('market') ?? 'spot');
  const route = `${request.method} ${rest.length > 0 ? '?' : resource}${name === undefined ? '' : '/:name'}`;
  switch (route) {
    case 'GET faults':
      return controls.faults();
    case 'POST faults':
      return { id: controls.inject(checkFault(await readJson(request))) };
    case 'DELETE faults':
      return { cleared: controls.clearFaults() };
    case 'DELETE faults/:name':
      if (!controls.clearFaults(Number(name))) throw new ControlError(404, `no fault ${name}`);
      return { cleared: true };
    case 'GET stats':
      return controls.stats();
    case 'DELETE stats':
      return done(() => controls.resetStats());
    case 'DELETE limits':
      return done(() => controls.resetLimits());
    case 'GET symbols':
      return listedAt(listings.pairs, controls.now()).map(({ spec: { symbol } }) => ({
        symbol,
        status: listings.statusOf(symbol),
      }));
    case 'POST symbols/:name':
      return setStatus(listings, String(name), await readObject(request));
    case 'DELETE symbols/:name':
      return done(() => listings.delist(String(name)));
    case 'POST clock':
      return setClock(controls, await readObject(request));
  }
  const paths = ['faults', 'stats', 'limits', 'symbols', 'clock'];
  if (paths.includes(resource) && rest.length === 0)
    throw new ControlError(405, `${request.method} is not possible here`);
  throw new ControlError(404, `no such resource; there are ${paths.map((path) => `/${path}`).join(', ')}`);
}

function done(act: () => void): { readonly done: true } {
  act();
  return { done: true };
}

/** The pairs of one market, whatever its statuses are called. */
type AnyListings = Pick<Listings<string>, 'pairs' | 'statuses' | 'statusOf' | 'setSymbolStatus' | 'delist' | 'relist'>;

function listingsOf(controls: Controls, market: string): AnyListings {
  if (market === 'spot') return checked(controls);
  if (market === 'usdm') return checked(controls.usdm);
  throw new RangeError(`market must be one of ${marketNames.join(', ')}`);
}

/** The same for a status that is any text: another one than the market has is refused. */
function checked<Status extends string>(listings: Listings<Status>): AnyListings {
  const { pairs, statuses, statusOf, delist, relist } = listings;
  return {
    ...{ pairs, statuses, statusOf, delist, relist },
    setSymbolStatus(symbol, text) {
      const status = statuses.find((known) => known === text);
      if (status === undefined) throw new RangeError(`status must be one of ${statuses.join(', ')}`);
      if (!pairs.has(symbol)) relist(symbol);
      listings.setSymbolStatus(symbol, status);
    },
  };
}

/** A status also brings a delisted pair back. */
function setStatus(
  listings: AnyListings,
  symbol: string,
  { status }: Record<string, unknown>,
): { readonly done: true } {
  return done(() => listings.setSymbolStatus(symbol, String(status)));
}

function setClock(controls: Controls, { offsetMs }: Record<string, unknown>): { readonly now: number } {
  if (typeof offsetMs !== 'number' || !Number.isInteger(offsetMs))
    throw new RangeError('offsetMs must be a whole number');
  controls.setClockOffset(offsetMs);
  return { now: controls.now() };
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const value = await readJson(request);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError('the body is a JSON object');
  return { ...value };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new ControlError(413, `the body is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RangeError('the body is not JSON');
  }
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { namesTag } from '../getData/etag.ts';
import { acceptsGzip } from '../http/headers/acceptsGzip.ts';
import { type RawHeaders, setHeaders } from '../http/headers/rawHeaders.ts';
import { securityHeaders } from '../http/headers/securityHeaders.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { frame } from './frame.ts';
import type { Page, PageFile } from './page.ts';

/** What is answered, read once and kept. */
interface Served {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
  /** Weak, as both forms have it. */
  readonly etag: string;
}

const compress = promisify(gzip);

/** What links to `/` begin with in pages that are kept. Those that begin with the path of a proxy are made for each caller: he chooses it. */
const KEPT_ROOTS = ['', '../'];

/**
 * Answers a page. Nothing is read before it is asked for.
 * @throws by its handler: ApiError `not-built`
 */
export function servePage(page: Page): RequestHandler {
  const kept = new Map(KEPT_ROOTS.map((root) => [root, once(() => draw(page, root))]));
  const protection = securityHeaders(page.policy);
  const missing = page.files.find(({ file }) => file === null);
  return async (request, response) => {
    if (missing !== undefined) throw notBuilt(missing, page);
    const root = page.rootOf(request);
    answer(request, response, await (kept.get(root)?.() ?? draw(page, root)), protection);
  };
}

const draw = (page: Page, root: string): Promise<Served> => served('text/html', Buffer.from(frame(page.parts(root))));

/** Answers the files of pages at their very paths, and lets all else pass. */
export function servePageFiles(pages: readonly Page[]): RequestHandler {
  const files = new Map(pages.flatMap((page) => page.files.map((file) => [file.path, serveFile(file, page)])));
  return (request, response, next) => (files.get(request.path) ?? pass)(request, response, next);
}

const pass: RequestHandler = (_request, _response, next) => next();

/** Answers a document that is made when it is first asked for. */
export function serveDocument(build: () => unknown): RequestHandler {
  const read = once(() => served('application/json', Buffer.from(JSON.stringify(build()))));
  return async (request, response) => answer(request, response, await read(), []);
}

function serveFile(one: PageFile, page: Page): RequestHandler {
  const read = once(async () => {
    if (one.file === null) throw notBuilt(one, page);
    return served(one.type, await readFile(one.file));
  });
  const protection = one.policy === undefined ? [] : securityHeaders(one.policy);
  return async (request, response) => answer(request, response, await read(), protection);
}

const notBuilt = (file: PageFile, page: Page): ApiError =>
  new ApiError(
    'not-built',
    `${page.path} needs ${file.path}, which is not there: run npm run build where the API is installed`,
  );

async function served(type: string, plain: Buffer): Promise<Served> {
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type, plain, etag, zipped: await compress(plain) };
}

/** Does it when it is first asked for; what failed is tried anew. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}

/** Browsers keep it, and ask each time whether it is still the same: it changes with the version of this program. */
function answer(request: Request, response: Response, { type, plain, zipped, etag }: Served, more: RawHeaders): void {
  setHeaders(response, more);
  response.set({ 'Cache-Control': 'no-cache', ETag: etag }).vary('Accept-Encoding');
  const { 'if-none-match': known, 'accept-encoding': accepted } = request.headers;
  if (known !== undefined && namesTag(known, etag)) {
    response.status(304).end();
    return;
  }
  const isZipped = acceptsGzip(accepted);
  if (isZipped) response.set('Content-Encoding', 'gzip');
  const body = isZipped ? zipped : plain;
  response.type(type).set('Content-Length', `${body.length}`);
  // Node sends no body to HEAD.
  response.end(body);
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { namesTag } from '../getData/etag.ts';
import { acceptsGzip } from '../http/acceptsGzip.ts';
import { ApiError } from '../http/apiError.ts';
import { type RawHeaders, setHeaders } from '../http/rawHeaders.ts';
import { securityHeaders } from '../http/securityHeaders.ts';
import type { Page, PageFile } from './page.ts';

/** What is answered, read once and kept. */
interface Served {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
  /** Weak, as both forms have it. */
  readonly etag: string;
}

/** Answers a page at its path, and each of its files below that. */
export interface PageRoutes {
  readonly page: RequestHandler;
  /** By path. */
  readonly files: ReadonlyMap<string, RequestHandler>;
}

const compress = promisify(gzip);

/**
 * Makes the routes of a page. Nothing is read before it is asked for.
 * @throws by its handlers: ApiError `not-built`
 */
export function servePage(page: Page): PageRoutes {
  const protection = securityHeaders(page.policy);
  const html = (root: string) => once(() => served('text/html', Buffer.from(page.html(root))));
  const [besideFiles, aboveFiles] = [html(''), html('../')];
  const missing = page.files.find(({ file }) => file === null);
  return {
    page: async (request, response) => {
      if (missing !== undefined) throw notBuilt(page, missing);
      answer(request, response, await (request.path.endsWith('/') ? aboveFiles() : besideFiles()), protection);
    },
    files: new Map(page.files.map((file) => [`${page.path}/${file.name}`, serveFile(page, file)])),
  };
}

/** Answers a document that is made when it is first asked for. */
export function serveDocument(build: () => unknown): RequestHandler {
  const read = once(() => served('application/json', Buffer.from(JSON.stringify(build()))));
  return async (request, response) => answer(request, response, await read(), []);
}

function serveFile(page: Page, one: PageFile): RequestHandler {
  const read = once(async () => {
    if (one.file === null) throw notBuilt(page, one);
    return served(one.type, await readFile(one.file));
  });
  return async (request, response) => answer(request, response, await read(), []);
}

const notBuilt = ({ path }: Page, { name }: PageFile): ApiError =>
  new ApiError('not-built', `${path} needs ${name}, which is not there: run npm run build where the API is installed`);

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

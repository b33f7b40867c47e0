import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiContext } from '../context/context.ts';
import { corsHeaders } from '../http/headers/cors.ts';
import { prefixIn } from '../http/headers/forwardedPrefix.ts';
import { type KeptHead, writeKeptHead } from '../http/headers/keptHead.ts';
import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import { behindPrefix } from './behindPrefix.ts';
import type { BuiltPage } from './builtPage.ts';
import { namesTag } from './etag.ts';
import { createPageHeaders } from './pageHeaders.ts';

/**
 * Makes the function that answers a page of GetData: without its body to HEAD, and as unchanged to who has it already. Cache-Control of
 * the request says nothing: browsers and Node add `no-cache` to each conditional request, which is meant for caches on the way.
 *
 * @param isFirst nobody has set headers of the answer before: then the text of its head may be used again
 */
export function createPageAnswer(context: ApiContext, isFirst: boolean) {
  const pageHeaders = createPageHeaders(context);
  return (request: IncomingMessage, response: ServerResponse, built: BuiltPage): void => {
    const { origin, 'if-none-match': known, 'x-forwarded-prefix': forwarded } = request.headers;
    const prefix = forwarded === undefined ? '' : prefixIn(forwarded);
    const page = prefix === '' ? built : behindPrefix(built, prefix);
    const cors = corsHeaders(context.config(), origin);
    const plain = pageHeaders(page);
    const head: KeptHead = cors.length === 0 ? plain : { headers: [...plain.headers, ...cors] };
    const { headers } = head;
    if (known !== undefined && namesTag(known, page.etag)) response.writeHead(304, withoutDescription(headers)).end();
    else if (request.method === 'HEAD') response.writeHead(200, headers as string[]).end();
    else {
      if (isFirst) writeKeptHead(response, head);
      else response.writeHead(200, headers as string[]);
      sendWhole(response, page);
    }
  };
}

/** In one piece and one write. `end` with a body makes a list of two of it, the second one empty, which takes a tenth of the whole answer. */
function sendWhole(response: ServerResponse, { body, isAscii }: BuiltPage): void {
  response.cork();
  // Node puts text, not bytes, behind the headers in one piece; this encoding it need not look through.
  response.write(body, isAscii ? 'latin1' : 'utf8');
  response.uncork();
  response.end();
}

/** What is not sent is not described. */
const withoutDescription = (headers: RawHeaders): string[] =>
  headers.filter((_, index) => !/^content-(?:type|length)$/i.test(headers[index - (index % 2)] ?? ''));

import type { Request } from 'express';
import type { PagePolicy } from '../http/headers/securityHeaders.ts';
import type { PageParts } from './frame.ts';

/** A web page of ours. It holds no data: what it shows its scripts ask of the API, as everybody does. */
export interface Page {
  /** Where it is served, such as `/docs`. */
  readonly path: string;
  /** What it may load. */
  readonly policy: PagePolicy;
  /** What links to `/` begin with for who asks so. Behind a proxy only the browser knows the whole path. */
  rootOf(request: Request): string;
  /** @param root what links to `/` begin with */
  parts(root: string): PageParts;
  readonly files: readonly PageFile[];
}

/** A file that a page loads. Pages name each of theirs: no folder is ever served. */
export interface PageFile {
  /** Where it is served, such as `/docs/start.js`. */
  readonly path: string;
  readonly type: 'text/javascript' | 'text/css' | 'image/png' | 'text/plain';
  /** Where it lies; null: it is not installed, or was not built. */
  readonly file: string | null;
  /** What a script may load that runs as a worker: not the page's policy counts there, but that of its own answer. Absent: nothing. */
  readonly policy?: PagePolicy;
}

/** For pages whose files lie in a folder of their name: `/docs/` is another folder than `/docs`. */
export const besideOwnFolder = ({ path }: Request): string => (path.endsWith('/') ? '../' : '');

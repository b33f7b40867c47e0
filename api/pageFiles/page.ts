import type { PagePolicy } from '../http/securityHeaders.ts';

/** A web page of ours. It holds no data: what it shows its scripts ask of the API, as everybody does. */
export interface Page {
  /** Where it is served, such as `/docs`: one segment. Its files lie below. */
  readonly path: string;
  readonly policy: PagePolicy;
  /**
   * The page in HTML.
   * @param root what relative links to `/` begin with: behind a proxy only the browser knows the whole path, and `/docs/` is another folder
   * than `/docs`
   */
  html(root: string): string;
  readonly files: readonly PageFile[];
}

/** A file that a page loads. Pages name each of theirs: no folder is ever served. */
export interface PageFile {
  /** Below the page's path, such as `start.js`. */
  readonly name: string;
  readonly type: 'text/javascript' | 'text/css' | 'image/png' | 'text/plain';
  /** Where it lies; null: it is not installed, or was not built. */
  readonly file: string | null;
}

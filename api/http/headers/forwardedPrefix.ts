/** Path segments of safe characters: what is put in front of `next` must stay a path on the same host, so no `//`, `.` or `..`. */
const PREFIX = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+){1,10}(?=\/?$)/;

const LONGEST = 512;

/** The path under which a proxy serves us, from X-Forwarded-Prefix, without a slash at its end; '' where it is no such path. */
export function prefixIn(forwarded: string | string[] | undefined): string {
  if (typeof forwarded !== 'string' || forwarded.length > LONGEST) return '';
  return PREFIX.exec(forwarded)?.[0] ?? '';
}

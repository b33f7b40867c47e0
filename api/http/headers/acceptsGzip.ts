/** A coding of `Accept-Encoding` with its weight. */
const CODING = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;

/** No header that we know has so many. */
const MOST_CODINGS = 50;

/**
 * Whether an answer may be sent with `Content-Encoding: gzip` (RFC 9110, 12.5.3), and the caller would not rather have it without. Who sends no such
 * header may not know it. What cannot be read is left out.
 */
export function acceptsGzip(header: string | undefined): boolean {
  if (!header) return false;
  const weights = new Map<string, number>();
  for (const coding of header.split(',', MOST_CODINGS)) {
    const [, name = '', weight = '1'] = CODING.exec(coding) ?? [];
    if (name !== '') weights.set(name.toLowerCase(), Number(weight));
  }
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}

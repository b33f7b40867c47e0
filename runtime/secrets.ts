/** Shorter strings are not treated as secrets: replacing them would garble every line. */
const minimumLength = 4;

/**
 * The list only grows, because a key that was removed from the configuration is still a secret. Longest first, so that no part of one is
 * left.
 */
let registered: string[] = [];

/** From now on these strings become `[redacted]` in every line that this process logs. Strings under 4 characters are ignored. */
export function registerSecrets(secrets: readonly string[]): void {
  const spellings = secrets.flatMap((secret) => [secret, encoded(secret)]);
  const all = new Set([...registered, ...spellings.filter((secret) => secret.length >= minimumLength)]);
  registered = [...all].sort((a, b) => b.length - a.length);
}

/** The text with every registered secret replaced by `[redacted]`. */
export function redact(text: string): string {
  let clean = text;
  for (const secret of registered) clean = clean.replaceAll(secret, '[redacted]');
  return clean;
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

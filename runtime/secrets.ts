import type { Config } from '../config/config.ts';
import { redisLogin } from '../config/redisLogin.ts';

/** Shorter strings are not secrets, and replacing them would garble every line. */
const minimumLength = 4;

/** Grows only: a key that was removed from the configuration is still a secret. Longest first, so that no tail of one is left. */
let registered: string[] = [];

/** Has these strings replaced by `[redacted]` in every line this process logs. Strings under 4 characters are ignored. */
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

/** Every secret of a configuration: API keys and their secrets, access keys, the Redis password as written and decoded. */
export function secretsOf(config: Config): string[] {
  const secrets = config.apiKeys.flatMap(({ key, secret }) => (secret === undefined ? [key] : [key, secret]));
  secrets.push(...config.api.accessKeys);
  const { password, searchParams } = new URL(config.redis.url);
  const spellings = [password, redisLogin(config.redis.url)?.password, searchParams.get('password')];
  for (const secret of spellings) if (secret) secrets.push(secret);
  return secrets;
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

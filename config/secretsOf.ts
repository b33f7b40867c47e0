import type { Config } from './config.ts';
import { redisLogin } from './redisLogin.ts';

/** Every secret of a configuration: API keys and their secrets, access keys, the Redis password as written and decoded. */
export function secretsOf(config: Config): string[] {
  const secrets = config.apiKeys.flatMap(({ key, secret }) => (secret === undefined ? [key] : [key, secret]));
  secrets.push(...config.api.accessKeys);
  const { password, searchParams } = new URL(config.redis.url);
  const spellings = [password, redisLogin(config.redis.url)?.password, searchParams.get('password')];
  for (const secret of spellings) if (secret) secrets.push(secret);
  return secrets;
}

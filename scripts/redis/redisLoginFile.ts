import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { RedisLogin } from '../../config/redisLogin.ts';
import { StartError } from '../../runtime/errors.ts';

/**
 * Writes a configuration file (mode 600) for a redis-server that lets in only this user, with all rights. It is a file because every user of the
 * machine can see a command line. It holds the SHA-256 of the password, as Redis does.
 * @returns the file's path; an old one of its name is replaced
 * @throws StartError when Redis cannot have a user of this name
 */
export function writeRedisLoginFile(directory: string, { user, password }: RedisLogin): string {
  if (!/^[\w.@+-]+$/.test(user)) {
    throw new StartError(
      'redis.url: the Redis that is started here takes only user names of letters, digits, ".", "_", "-", "@" and "+"; choose another, or start a Redis of your own',
    );
  }
  const hash = createHash('sha256').update(password).digest('hex');
  const lines = [`user ${user} on #${hash} ~* &* +@all`];
  if (user !== 'default') lines.push('user default off');
  const file = path.join(directory, 'login.conf');
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'wx', mode: 0o600 });
  return file;
}

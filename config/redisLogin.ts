export interface RedisLogin {
  /** `default` where the URL names none. */
  readonly user: string;
  readonly password: string;
}

/** User and password of a Redis URL, as the client sends them; undefined where it holds no password. */
export function redisLogin(url: string): RedisLogin | undefined {
  const { username, password, searchParams } = new URL(url);
  const isInAuthority = username !== '' || password !== '';
  const user = isInAuthority ? decoded(username) : searchParams.get('username');
  const sent = isInAuthority ? decoded(password) : searchParams.get('password');
  return sent ? { user: user || 'default', password: sent } : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

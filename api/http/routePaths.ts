/** Every path the API answers at, in any case and with or without a slash at the end. */
export const routePaths = ['/GetData', '/gaps', '/health', '/ready', '/live', '/metrics', '/openapi.json'] as const;

export type RoutePath = (typeof routePaths)[number];

/** What a load balancer asks goes without an access key. */
export const openPaths: readonly RoutePath[] = ['/live', '/ready'];

const pathsInLowerCase = new Map<string, RoutePath>(routePaths.map((path) => [path.toLowerCase(), path]));

/** The route a request path belongs to, for logs and metrics; `other` where there is none. */
export function routeOf(path: string): RoutePath | 'other' {
  return pathsInLowerCase.get(path.toLowerCase().replace(/\/$/, '')) ?? 'other';
}

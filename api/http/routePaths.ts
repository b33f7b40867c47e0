/** Paths of the futures service. */
export const futuresPaths = [
  '/{exchange}/ohlc/{symbol}/{interval}',
  '/{exchange}/oi/{symbol}',
  '/{exchange}/oi-hist/{symbol}',
  '/{exchange}/funding/{symbol}',
  '/{exchange}/funding-hist/{symbol}',
] as const;

export type FuturesPath = (typeof futuresPaths)[number];

/** Every path that the API answers, in upper or lower case, with or without a slash at the end. */
export const routePaths = [
  ...(['/GetData', '/events', '/gaps', '/health', '/ready', '/live', '/metrics'] as const),
  ...(['/analytics', '/analytics/snapshots', '/analytics/compare', '/analytics/closes'] as const),
  ...(['/openapi.json', '/asyncapi.json', '/docs', '/redoc'] as const),
  ...(['/', '/exchanges'] as const),
  ...futuresPaths,
] as const;

export type RoutePath = (typeof routePaths)[number];

/** Paths that need no access key and are answered under any Host: load balancers ask the first two, and the others hold no data. */
export const openPaths: readonly RoutePath[] = [
  ...(['/live', '/ready'] as const),
  ...(['/', '/openapi.json', '/asyncapi.json', '/docs', '/redoc'] as const),
];

const pathsInLowerCase = new Map<string, RoutePath>(routePaths.map((path) => [path.toLowerCase(), path]));

/** Paths with parts that callers choose. */
const patterns = futuresPaths.map(
  (path) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'), path] as const,
);

/** The route that a path belongs to, for logs and metrics; `other` if there is none. */
export function routeOf(path: string): RoutePath | 'other' {
  // Files of the dashboard: one may be called as the parts of a pattern are.
  if (path.startsWith('/web/')) return 'other';
  const plain = path.replace(/\/$/, '') || '/';
  return pathsInLowerCase.get(plain.toLowerCase()) ?? patterns.find(([one]) => one.test(plain))?.[1] ?? 'other';
}

/** Every path that the API answers, in upper or lower case, with or without a slash at the end. */
export const routePaths = [
  ...(['/GetData', '/events', '/gaps', '/health', '/ready', '/live', '/metrics'] as const),
  ...(['/openapi.json', '/asyncapi.json', '/docs', '/redoc'] as const),
] as const;

export type RoutePath = (typeof routePaths)[number];

/** Paths that need no access key and are answered under any Host: load balancers ask the first two, and the others hold no data. */
export const openPaths: readonly RoutePath[] = [
  ...(['/live', '/ready'] as const),
  ...(['/openapi.json', '/asyncapi.json', '/docs', '/redoc'] as const),
];

const pathsInLowerCase = new Map<string, RoutePath>(routePaths.map((path) => [path.toLowerCase(), path]));

/** The route that a path belongs to, for logs and metrics; `other` if there is none. */
export function routeOf(path: string): RoutePath | 'other' {
  return pathsInLowerCase.get(path.toLowerCase().replace(/\/$/, '')) ?? 'other';
}

/** The arrows of ARCHITECTURE.md: exchanges -> collectors -> store -> (Redis) -> api, left to right only. */
const only = (name, module, importer) => ({
  name,
  comment: `${module} has one importer: ${importer}`,
  severity: 'error',
  from: { pathNot: `${importer}|^tests/|^node_modules/|^scripts/|^bench/rivals/` },
  to: { path: `node_modules/${module}/` },
});

const never = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    never('api-knows-no-collectors', '^api/', '^(collectors|exchanges|simulator|scripts|bench|tests)/'),
    never('collectors-know-no-api', '^collectors/', '^(api|simulator|scripts|bench|tests)/'),
    never('store-is-below-both', '^store/', '^(api|collectors|exchanges|simulator|scripts|bench|tests)/'),
    never('exchanges-know-only-config', '^exchanges/', '^(api|collectors|store|simulator|scripts|bench|tests)/'),
    never('config-is-a-leaf', '^config/', '^(api|collectors|exchanges|store|simulator|scripts|bench|tests)/'),
    never('simulator-stands-alone', '^simulator/', '^(api|collectors|exchanges|store|scripts|bench|tests)/'),
    never('nothing-imports-tests', '^(?!tests/)', '^tests/'),
    only('axios-only-in-exchanges', '(axios|https-proxy-agent)', '^exchanges/'),
    only('proxies-only-in-exchanges', 'proxy-from-env', '^exchanges/proxy\\.ts$'),
    only('json-with-places-only-in-config', 'jsonc-parser', '^config/parseJson\\.ts$'),
    only('ioredis-only-in-store', 'ioredis', '^store/'),
    only('express-only-in-api', '(express|helmet|prom-client)', '^api/'),
    only('winston-only-in-log', 'winston', '^runtime/log\\.ts$'),
    only('express-only-in-api', '(express|helmet|lru-cache|prom-client)', '^api/'),
    only('lru-cache-only-in-api-and-simulator', 'lru-cache', '^(api|simulator)/'),
    only('winston-only-in-log', 'winston', '^config/log\\.ts$'),
    only('cron-only-in-schedule', 'node-cron', '^collectors/schedule\\.ts$'),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(config|exchanges|collectors|store|api|simulator)/' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

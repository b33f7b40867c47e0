/** The arrows of ARCHITECTURE.md: a folder imports itself and those named here. */
const only = (name, module, importer) => ({
  name,
  comment: `${module} has one importer: ${importer}`,
  severity: 'error',
  from: { pathNot: `${importer}|^tests/|^node_modules/|^scripts/|^bench/rivals/` },
  to: { path: `node_modules/${module}/` },
});

const ours =
  '^(config|markets|runtime|model|analysis|exchanges|gateway|collectors|relay|store|api|web|simulator|scripts|rig|bench|tests)/';

const imports = (folder, others) => ({
  name: `${folder}-imports-${others.length === 0 ? 'nothing' : others.join('-')}`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: ours, pathNot: `^(${[folder, ...others].join('|')})/` },
});

module.exports = {
  forbidden: [
    imports('markets', []),
    imports('runtime', []),
    imports('config', ['markets', 'runtime']),
    imports('model', ['markets', 'runtime']),
    imports('analysis', []),
    imports('exchanges', ['markets', 'model', 'runtime']),
    imports('store', ['markets', 'model', 'runtime']),
    imports('gateway', ['exchanges', 'markets', 'model', 'runtime', 'store']),
    imports('collectors', ['config', 'exchanges', 'gateway', 'markets', 'model', 'runtime', 'store']),
    imports('relay', ['config', 'exchanges', 'gateway', 'markets', 'model', 'runtime', 'store']),
    imports('api', ['analysis', 'config', 'gateway', 'markets', 'model', 'runtime', 'store']),
    imports('web', ['analysis']),
    imports('simulator', ['runtime']),
    {
      name: 'one-way-in',
      comment: 'who gets rows hands them to ingest: its inner parts judge and store them',
      severity: 'error',
      from: { path: '^collectors/(?!ingest/)' },
      to: { path: '^collectors/ingest/(judging/|storeRows|takeNewest|loadCursor|tellBadRows)' },
    },
    {
      name: 'worker-knows-sources-by-their-contract',
      severity: 'error',
      from: { path: '^collectors/worker/' },
      to: { path: '^collectors/sources/(polled|rolledUp)/', pathNot: '/planRollUp\\.ts$' },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    only('axios-only-in-exchanges', '(axios|https-proxy-agent)', '^exchanges/'),
    only(
      'sockets-only-in-exchanges',
      '(ws|@types/ws)',
      '^(exchanges|simulator|api/sockets|api/relay|relay|rig/callers|bench/streams/sender)/',
    ),
    only('proxies-only-in-exchanges', 'proxy-from-env', '^exchanges/proxy\\.ts$'),
    only('json-with-places-only-in-config', 'jsonc-parser', '^config/parseJson\\.ts$'),
    only('ioredis-only-in-store', 'ioredis', '^store/'),
    only('winston-only-in-log', 'winston', '^runtime/log\\.ts$'),
    only('express-only-in-api', '(express|helmet|prom-client)', '^api/'),
    only('lru-cache-only-where-answers-are-kept', 'lru-cache', '^(api|gateway|simulator)/'),
    only('what-draws-only-in-web', '(preact|lightweight-charts|uplot)', '^web/'),
    only('bundlers-only-in-the-build', '(esbuild|@swc/core)', '^scripts/setup/bundlePage\\.js$'),
    only('files-of-tables-only-in-scripts', '(hyparquet|hyparquet-writer|cli-progress|yauzl)', '^scripts/'),
    only('cron-only-in-schedule', 'node-cron', '^collectors/schedule\\.ts$'),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-cycles-of-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(config|markets|runtime|model|analysis|exchanges|gateway|collectors|relay|store|api|simulator)/',
        // What a page loads in the browser.
        pathNot: '^api/pageFiles/browser/',
      },
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

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { type PrometheusConfig, readAlertRules, rulesFile, shownConfigs } from '../../alertRules.ts';
import { describeWithPrometheus, runPromtool } from '../../prometheus.ts';
import { realMetrics, type Sample, samplesOf } from './metricsText.ts';

/** The rules of docs/grafana as promtool judges them, over series that are named and labeled as those of /metrics. */

/** Between two samples, seconds. */
const EVERY_S = 15;
/** When the fault begins. */
const BEGINS_S = 300;
const ADDED = { job: 'binance-collector', instance: '127.0.0.1:8000' };

/** A series of /metrics, by its name without prefix and some of its labels: its value while all is well, and while it is not. */
interface Course {
  readonly metric: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Null: there is no sample. */
  readonly well: number | null;
  /** Absent: as while all is well. */
  readonly ill?: number;
}

const redisUp: Course = { metric: 'redis_up', well: 1 };

/** What an alert is told by, of those whose condition has to hold for a while. */
const lasting: Readonly<Record<string, readonly Course[]>> = {
  ApiDown: [{ metric: 'up', well: 1, ill: 0 }],
  RedisAway: [{ metric: 'redis_up', well: 1, ill: 0 }],
  RedisRefuses: [{ metric: 'redis_refuses', well: 0, ill: 1 }],
  RedisMemoryHigh: [
    { metric: 'redis_memory_bytes', labels: { which: 'used' }, well: 700, ill: 900 },
    { metric: 'redis_memory_bytes', labels: { which: 'max' }, well: 1000 },
  ],
  DataStale: [{ metric: 'feeds_stale', labels: { type: 'price' }, well: 0, ill: 2 }, redisUp],
  ExchangeUnreachable: [{ metric: 'exchange_reachable', labels: { market: 'usdm' }, well: 1, ill: 0 }],
  ExchangeBanned: [{ metric: 'pause_seconds', labels: { status: '418' }, well: null, ill: 60 }],
  ExchangePaused: [{ metric: 'pause_seconds', labels: { status: '429' }, well: null, ill: 60 }],
  WeightNearLimit: [
    { metric: 'weight_used', labels: { market: 'usdm', pool: '' }, well: 1200, ill: 2390 },
    { metric: 'weight_limit', labels: { market: 'usdm', pool: '' }, well: 2400 },
  ],
  GapsStay: [{ metric: 'gaps_open', labels: { type: 'trades' }, well: 0, ill: 3 }],
  WorkerSilent: [
    { metric: 'worker_up', labels: { worker: 'usdm-mark-price' }, well: 1, ill: 0 },
    redisUp,
    { metric: 'redis_refuses', well: 0 },
  ],
  StreamsBlocked: [{ metric: 'streams_blocked', labels: { market: 'usdm' }, well: 0, ill: 1 }],
  StreamsDown: [{ metric: 'streams_followed', labels: { state: 'down' }, well: 0, ill: 5 }],
  WritesBehind: [{ metric: 'streams_backlog_seconds', well: 0.003, ill: 2 }],
  RelayDown: [{ metric: 'relay_up', well: 1, ill: 0 }, redisUp, { metric: 'redis_refuses', well: 0 }],
  ConfigRefused: [{ metric: 'config_ok', well: 1, ill: 0 }],
  ExchangeInfoOld: [{ metric: 'exchange_info_age_seconds', labels: { market: 'usdm' }, well: 60, ill: 7_300 }],
  Degraded: [{ metric: 'status', labels: { status: 'degraded' }, well: 0, ill: 1 }],
};

/** Values of a counter, as promtool writes series: at first as while all is well. */
const counted: Readonly<
  Record<string, readonly { readonly metric: string; readonly silent: string; readonly firing: string }[]>
> = {
  // Four in each fifteen seconds, for two minutes, or for ten.
  WorkerFailing: [{ metric: 'worker_failures_total', silent: '0+0x20 4+4x8 36+0x40', firing: '0+0x20 4+4x40' }],
  // The process has just started. As if all sockets had ended five times; or one of them each half minute.
  StreamsReconnect: [{ metric: 'streams_ended_total', silent: '_x9 0+0x10 5+0x40', firing: '_x9 0+0x10 1+0.5x60' }],
  CandlesDiffer: [{ metric: 'worker_differences_total', silent: '0+0x20 1+0x40', firing: '0+0x20 1+0x20 2+0x20' }],
  WrongKeys: [
    { metric: 'wrong_keys_total', silent: '0+0x20 15+0x40', firing: '0+0x40 30+0x20' },
    { metric: 'process_start_time_seconds', silent: '1+0x60', firing: '1+0x60' },
  ],
  Defect: [{ metric: 'defects', silent: '0+0x60', firing: '0+0x30 1+0x3 0+0x26' }],
};

const rules = readAlertRules();
const secondsOf = (text: string): number =>
  Number.parseInt(text, 10) * ({ s: 1, m: 60, h: 3600 }[text.at(-1) ?? ''] ?? Number.NaN);

/** For so long an expression still holds after the fault, seconds. */
const lingersFor = (alert: string): number => ({ ExchangePaused: 120, WeightNearLimit: 90 })[alert] ?? 0;

describeWithPrometheus('alerts.yml', () => {
  let samples: readonly Sample[];
  let directory: string;
  beforeAll(async () => {
    samples = samplesOf(await realMetrics());
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'alert-rules-'));
    fs.copyFileSync(rulesFile, path.join(directory, 'alerts.yml'));
  });
  afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

  /** A series as Prometheus has it, with all the labels that /metrics gives it. */
  function seriesOf(metric: string, labels: Readonly<Record<string, string>> = {}): string {
    const name = metric === 'up' ? metric : `binance_collector_${metric}`;
    const isAsked = (sample: Sample): boolean =>
      sample.name === name && Object.entries(labels).every(([label, value]) => (sample.labels[label] ?? '') === value);
    const found = metric === 'up' ? { labels: {} } : samples.find(isAsked);
    if (found === undefined) throw new Error(`/metrics has no ${name} with ${JSON.stringify(labels)}`);
    const all = Object.entries({ ...found.labels, ...ADDED }).map(([label, value]) => `${label}="${value}"`);
    return `${name}{${all.join(',')}}`;
  }

  /** What promtool says of these tests. */
  async function judge(...tests: readonly (readonly [input: Series, asked: readonly Asked[]])[]): Promise<string> {
    const all = tests.map(([input, asked]) => ({
      interval: `${EVERY_S}s`,
      input_series: Object.entries(input).map(([series, values]) => ({ series, values })),
      promql_expr_test: asked.map(({ expr, atS, value }) => ({
        ...{ expr, eval_time: `${atS}s`, exp_samples: value === null ? [] : [{ labels: '{}', value }] },
      })),
    }));
    const content = { rule_files: ['alerts.yml'], evaluation_interval: `${EVERY_S}s`, tests: all };
    fs.writeFileSync(path.join(directory, 'test.yml'), stringify(content));
    const { code, output } = await runPromtool(['test', 'rules', 'test.yml'], directory);
    return code === 0 ? 'as expected' : output;
  }

  it('is what Prometheus accepts, alone and in each configuration that README.md shows', async () => {
    const rulesAlone = await runPromtool(['check', 'rules', 'alerts.yml'], directory);
    expect(rulesAlone).toEqual({ code: 0, output: expect.stringContaining(`${rules.length} rules found`) });
    const version = /version (\d+)\.(\d+)/.exec((await runPromtool(['--version'], directory)).output) ?? [];
    const [major = 0, minor = 0] = version.slice(1).map(Number);
    const isKnown = ({ scrape_configs: [scrape] }: PrometheusConfig): boolean =>
      scrape?.http_headers === undefined || major > 2 || minor >= 55;
    for (const config of shownConfigs().filter(isKnown)) {
      fs.writeFileSync(path.join(directory, 'prometheus.yml'), stringify(config));
      const { code, output } = await runPromtool(['check', 'config', 'prometheus.yml'], directory);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
    }
  });

  it('each alert is tried here', () => {
    expect([...Object.keys(lasting), ...Object.keys(counted)].toSorted()).toEqual(
      rules.map(({ alert }) => alert).toSorted(),
    );
  });

  it.each(Object.entries(lasting))(
    '%s fires when its condition has held for its time, and not by what passes sooner',
    async (alert, courses) => {
      const lastS = secondsOf(rules.find((rule) => rule.alert === alert)?.for ?? '0s');
      const valuesFor = (illS: number) =>
        Object.fromEntries(
          courses.map(({ metric, labels, well, ill = well }) => [
            seriesOf(metric, labels),
            `${part(well, BEGINS_S)} ${part(ill, illS)} ${part(well, 900)}`,
          ]),
        );
      const expr = firing(alert);
      const longS = lastS + 120;
      const shortS = Math.max(EVERY_S, lastS - lingersFor(alert) - 2 * EVERY_S);
      const long = [
        { expr, atS: BEGINS_S - EVERY_S, value: null },
        { expr, atS: BEGINS_S + lastS - EVERY_S, value: null },
        { expr, atS: BEGINS_S + lastS + 90, value: 1 },
        { expr, atS: BEGINS_S + longS + 600, value: null },
      ];
      const short = [{ expr: ofAllTime(alert), atS: BEGINS_S + shortS + 600, value: null }];
      expect(await judge([valuesFor(longS), long], [valuesFor(shortS), short])).toBe('as expected');
    },
  );

  it.each(Object.entries(counted))(
    '%s fires by what is too much within its window, and not by less',
    async (alert, courses) => {
      const series = (which: 'silent' | 'firing') =>
        Object.fromEntries(courses.map((course) => [seriesOf(course.metric), course[which]]));
      const sockets = { [seriesOf('streams_sockets', { state: 'open' })]: '1+0x60' };
      const atS = 60 * EVERY_S;
      const less = [{ expr: ofAllTime(alert), atS, value: null }];
      const tooMuch = [
        { expr: firing(alert), atS: BEGINS_S - EVERY_S, value: null },
        { expr: firing(alert), atS, value: 1 },
      ];
      const told = await judge(
        [{ ...series('silent'), ...sockets }, less],
        [{ ...series('firing'), ...sockets }, tooMuch],
      );
      expect(told).toBe('as expected');
    },
  );

  it('ApiDown fires where nobody is asked, too', async () => {
    expect(await judge([{}, [{ expr: firing('ApiDown'), atS: 120, value: 1 }]])).toBe('as expected');
  });

  it('Degraded is silent where another alert says why', async () => {
    const [degraded, refused] = [seriesOf('status', { status: 'degraded' }), seriesOf('config_ok')];
    const asked = [
      { expr: firing('Degraded'), atS: 3600, value: null },
      { expr: firing('ConfigRefused'), atS: 3600, value: 1 },
    ];
    expect(await judge([{ [degraded]: '1+0x300', [refused]: '0+0x300' }, asked])).toBe('as expected');
  });

  it('what each of several API processes counts of wrong keys is not taken for new ones', async () => {
    const [keys, start] = [seriesOf('wrong_keys_total'), seriesOf('process_start_time_seconds')];
    const input = { [keys]: '50 0 '.repeat(40).trim(), [start]: '1 2 '.repeat(40).trim() };
    expect(await judge([input, [{ expr: ofAllTime('WrongKeys'), atS: 900, value: null }]])).toBe('as expected');
  });

  it('a worker fails by itself only while the exchange answers others', async () => {
    const failures = { [seriesOf('worker_failures_total', { market: '' })]: '0+4x100' };
    const reachable = seriesOf('exchange_reachable', { market: '' });
    const asked = (value: number | null) => [{ expr: firing('WorkerFailing'), atS: 1200, value }];
    const [alone, withAll] = ['1+0x100', '0+0x100'].map((values) => ({ ...failures, [reachable]: values }));
    expect(await judge([alone ?? {}, asked(1)], [withAll ?? {}, asked(null)])).toBe('as expected');
  });
});

/** Series, and their values as promtool writes them. */
type Series = Readonly<Record<string, string>>;

interface Asked {
  readonly expr: string;
  readonly atS: number;
  /** Null: nothing. */
  readonly value: number | null;
}

const firing = (alert: string): string => `count(ALERTS{alertname="${alert}",alertstate="firing"})`;
const ofAllTime = (alert: string): string =>
  `count(count_over_time(ALERTS{alertname="${alert}",alertstate="firing"}[1d]))`;

/** The same value for so long, as promtool writes it. */
function part(value: number | null, forS: number): string {
  const times = forS / EVERY_S;
  return value === null ? `stale _x${times - 1}` : `${value}+0x${times - 1}`;
}

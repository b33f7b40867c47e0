import fs from 'node:fs';
import { readAlertRules } from '../../alertRules.ts';
import { panelsOf, readDashboard } from '../../dashboard.ts';
import { realMetrics, type Sample, samplesOf } from './metricsText.ts';
import { groupedBy, isOwn, type Selector, selectorsIn, shownInLegend, shownInText } from './promql.ts';

/** What Prometheus adds to each sample, and what rules are about. */
const ADDED = ['job', 'instance'];

let samples: readonly Sample[];
beforeAll(async () => {
  samples = samplesOf(await realMetrics());
});

/** What is wrong with what an expression, and the text that shows these labels of its result, ask for. */
function faultsIn(expr: string, shown: readonly string[]): string[] {
  const ours = selectorsIn(expr).filter((selector) => !isOwn(selector));
  const known = ours.flatMap(({ name }) => labelsOf(name)).concat(ADDED);
  const labels = [...groupedBy(expr), ...shown];
  return [
    ...ours.flatMap(faultsOf),
    ...labels.filter((label) => !known.includes(label)).map((label) => `nothing in ${expr} has a label ${label}`),
  ];
}

function faultsOf({ name, matchers }: Selector): string[] {
  if (labelsOf(name).length === 0 && !samples.some((sample) => sample.name === name)) return [`no metric ${name}`];
  return matchers
    .filter(({ label }) => !ADDED.includes(label))
    .flatMap(({ label, value, isEqual }) => {
      const values = samples.filter((sample) => sample.name === name).map(({ labels }) => labels[label]);
      if (values.every((each) => each === undefined)) return [`${name} has no label ${label}`];
      // An empty value stands for a sample without the label.
      return !isEqual || values.some((each) => (each ?? '') === value) ? [] : [`${name} has no ${label}="${value}"`];
    });
}

const labelsOf = (name: string): string[] =>
  samples.filter((sample) => sample.name === name).flatMap(({ labels }) => Object.keys(labels));

it.each(readAlertRules().map((rule) => [rule.alert, rule] as const))(
  'all that the alert %s asks for is in /metrics',
  (_, { expr, annotations: { summary, description } }) => {
    if (expr.includes('up{')) expect(selectorsIn(expr).every(isOwn)).toBe(true);
    expect(faultsIn(expr, shownInText(summary + description))).toEqual([]);
  },
);

it.each(
  panelsOf(readDashboard()).flatMap((panel) => (panel.targets.length === 0 ? [] : [[panel.title, panel] as const])),
)('all that the panel "%s" asks for is in /metrics', (_, { targets }) => {
  expect(targets.flatMap(({ expr, legendFormat }) => faultsIn(expr, shownInLegend(legendFormat)))).toEqual([]);
});

it('what the dashboard chooses by is in /metrics, too', () => {
  const [datasource, ...others] = readDashboard().templating.list;
  expect(datasource).toMatchObject({ type: 'datasource', query: 'prometheus' });
  for (const { definition } of others) expect(faultsIn(definition ?? '', [])).toEqual([]);
});

it('a name, a label or a value that /metrics does not have is found', () => {
  expect(faultsIn('binance_collector_nothing > 0', [])).toEqual(['no metric binance_collector_nothing']);
  const status = 'binance_collector_status';
  expect(faultsIn(`${status}{color="ok"} == 1`, [])).toEqual([`${status} has no label color`]);
  expect(faultsIn(`${status}{status="fine"} == 1`, [])).toEqual([`${status} has no status="fine"`]);
  expect(faultsIn(`sum by (color) (${status})`, ['hue'])).toHaveLength(2);
});

it('the dashboard asks for all kinds of them', () => {
  const names = fs.readFileSync('docs/grafana/dashboard.json', 'utf8').match(/binance_collector_\w+/g);
  expect(new Set(names).size).toBeGreaterThan(50);
});

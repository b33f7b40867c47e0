import fs from 'node:fs';
import { readAlertRules, shownConfigs } from '../../alertRules.ts';
import { panelsOf, readDashboard } from '../../dashboard.ts';
import { anchorOf } from './anchorOf.ts';

const rules = readAlertRules();
const readme = fs.readFileSync('docs/grafana/README.md', 'utf8');

describe('docs/grafana/alerts.yml', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says what is so, what to do, and where to read on',
    (_, rule) => {
      const { summary, description, runbook } = rule.annotations;
      expect(['critical', 'warning']).toContain(rule.labels.severity);
      expect(summary).toMatch(/^\S.*[^.]$/);
      expect(description).toMatch(/^[A-Z0-9/{].*\.$/);
      const [file = '', anchor] = runbook.split('#');
      const headings = [...fs.readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
      expect(headings.map(anchorOf)).toContain(anchor);
    },
  );

  it('no condition that passes within seconds tells anybody: it holds for a while, or is looked for over a while', () => {
    const atOnce = rules.filter((rule) => rule.for === undefined).map(({ expr }) => expr);
    expect(atOnce.filter((expr) => !/_over_time|increase/.test(expr))).toEqual([]);
  });
});

describe('docs/grafana/dashboard.json', () => {
  const dashboard = readDashboard();
  const { panels } = dashboard;

  it('asks the data source that its reader chooses, of the installation that its reader chooses', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
    for (const { datasource, targets } of panelsOf(dashboard)) {
      expect(datasource).toEqual({ type: 'prometheus', uid: '$'.concat('{datasource}') });
      for (const { expr } of targets) expect(expr).toMatch(/\{job="\$job",instance=~"\$instance"/);
    }
  });

  it('each panel has a number and a place of its own, on the 24 columns of a dashboard', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });
});

describe('docs/grafana/README.md', () => {
  it('lists every alert as the file has it, and no other', () => {
    const listed = [...readme.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \| .* \[more\]\(\.\.\/(.*?)\) \|$/gm)];
    const wanted = rules.map(({ alert, labels, annotations, ...rule }) => [
      ...[alert, labels.severity, rule.for ?? 'at once', annotations.runbook.replace('docs/', '')],
    ]);
    expect(listed.map(([, ...cells]) => cells)).toEqual(wanted);
  });

  it('shows how to scrape without a key, with one in the path, and with one in a header', () => {
    const scrapes = shownConfigs().flatMap(({ scrape_configs }) => scrape_configs);
    expect(new Set(scrapes.map(({ job_name }) => job_name))).toEqual(new Set(['binance-collector']));
    expect(
      scrapes.map(({ metrics_path, http_headers }) => [metrics_path, http_headers && Object.keys(http_headers)]),
    ).toEqual([
      [undefined, undefined],
      ['/k/KEY/metrics', undefined],
      [undefined, ['X-API-Key']],
    ]);
  });
});

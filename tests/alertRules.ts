import fs from 'node:fs';
import { parse } from 'yaml';

export const rulesFile = 'docs/grafana/alerts.yml';

/** One rule of alerts.yml. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition holds before it fires, such as `1m`; absent: it fires at once. */
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string };
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

export const readRuleFile = (): RuleFile => parse(fs.readFileSync(rulesFile, 'utf8')) as RuleFile;

export const readAlertRules = (): readonly AlertRule[] => readRuleFile().groups.flatMap(({ rules }) => rules);

/** The pieces of prometheus.yml that docs/grafana/README.md shows, in their order. */
export function shownConfigs(): PrometheusConfig[] {
  const text = fs.readFileSync('docs/grafana/README.md', 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => parse(yaml) as PrometheusConfig);
}

export interface PrometheusConfig {
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly metrics_path?: string;
    readonly http_headers?: object;
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

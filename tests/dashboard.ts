import fs from 'node:fs';

interface Query {
  readonly expr: string;
  readonly legendFormat: string;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Query[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly query: unknown;
      readonly definition?: string;
    }[];
  };
}

export const readDashboard = (): Dashboard =>
  JSON.parse(fs.readFileSync('docs/grafana/dashboard.json', 'utf8')) as Dashboard;

/** Panels that ask for something: all but the headings of rows. */
export const panelsOf = ({ panels }: Dashboard): (Panel & { readonly targets: readonly Query[] })[] =>
  panels.flatMap((panel) => (panel.targets === undefined ? [] : [{ ...panel, targets: panel.targets }]));

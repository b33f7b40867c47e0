import { useCell } from '../cells/cell.ts';
import { accessKey } from '../wire/accessKey.ts';
import { root } from '../wire/base.ts';

const open = [
  ['docs', 'all routes, to be tried out'],
  ['redoc', 'the same, to be read'],
] as const;

/** A link sends no access key. */
const withoutKey = [
  ['health', 'the state of everything'],
  ['gaps', 'rows that are missing'],
  ['metrics', 'figures for Prometheus'],
] as const;

/** Where more is, and whose work the charts are. */
export const Footer = () => (
  <footer>
    <ul>
      {[...open, ...(useCell(accessKey) === null ? withoutKey : [])].map(([path, says]) => (
        <li key={path}>
          <a href={root + path}>/{path}</a>: {says}
        </li>
      ))}
    </ul>
    <p>
      Charts: TradingView Lightweight Charts™, Copyright (c) 2026 TradingView, Inc.,{' '}
      <a href="https://www.tradingview.com/" rel="noreferrer">
        tradingview.com
      </a>
    </p>
  </footer>
);

import { weightText } from '../../figures/budget/texts.ts';
import { spanText } from '../../figures/format.ts';
import { Wide } from '../../parts/Wide.tsx';
import type { Pool } from '../../state/serverState.ts';

/** Limits that some requests are counted in apart from the others. */
export const Pools = ({ market, pools }: { market: string; pools: readonly Pool[] }) => (
  <Wide label={`Limits of ${market} beside weight`}>
    <table class="budget-pools">
      <thead>
        <tr>
          <th scope="col">Limit beside weight</th>
          <th scope="col">used</th>
          <th scope="col">planned</th>
          <th scope="col">budget</th>
          <th scope="col">limit</th>
          <th scope="col">within</th>
        </tr>
      </thead>
      <tbody>
        {pools.map(({ name, used, planned, budget, limit, windowMs }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{weightText(used)}</td>
            <td>{weightText(planned)}</td>
            <td>{weightText(budget)}</td>
            <td>{weightText(limit)}</td>
            <td>{spanText(windowMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Wide>
);

import { historyLines } from '../../figures/gaps/history.ts';
import { useHealth } from '../../state/health.ts';

/** Rows from before the first start that are still to be fetched; they are no gaps. */
export function History() {
  const lines = historyLines(useHealth()?.body.workers ?? []);
  if (lines.length === 0) return null;
  return (
    <p class="line" id="gaps-history">
      History is still being fetched. {lines.join('; ')}.
    </p>
  );
}

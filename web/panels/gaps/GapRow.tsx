import { timeText, type Zone } from '../../figures/format.ts';
import { causeText, type Gap, progressOf, rowText, stateText } from '../../figures/gaps/gap.ts';
import { feedTitle } from '../../figures/markets.ts';

/** One gap of the ledger. */
export function GapRow({ gap, zone }: { gap: Gap; zone: Zone }) {
  const { market = 'spot', code, from, to, missing, foundAt, changedAt } = gap;
  const [state, cause, progress] = [stateText(gap.state), causeText(gap.cause), progressOf(gap)];
  return (
    <tr data-state={gap.state} data-code={code}>
      <td>{timeText(foundAt, zone)}</td>
      <td>{market}</td>
      <td>{feedTitle(gap)}</td>
      <td>
        <bdi>{code}</bdi>
      </td>
      <td>{rowText(gap, from, zone)}</td>
      <td>{rowText(gap, to, zone)}</td>
      <td>{missing ?? 'unknown'}</td>
      <td title={cause.says}>{cause.word}</td>
      <td title={state.says} class={`gaps-state is-${gap.state}`}>
        <span aria-hidden="true">{state.sign}</span> {state.word}
      </td>
      <td>
        {gap.state === 'open' && progress !== null && (
          <progress max={progress.of} value={Math.min(gap.rows, progress.of)} aria-label={`rows fetched of ${code}`} />
        )}{' '}
        {progress?.text ?? gap.rows}
      </td>
      <td>{timeText(changedAt, zone)}</td>
    </tr>
  );
}

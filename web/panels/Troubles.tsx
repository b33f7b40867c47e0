import { timeText } from '../figures/format.ts';
import { view } from '../state/address.ts';
import { useCell } from '../state/cell.ts';
import { healthError } from '../state/health.ts';
import { serverState } from '../state/serverState.ts';
import { link } from '../wire/push.ts';

/** What is wrong, in sentences, the worst first. */
export function Troubles() {
  const [push, state, error, { zone }] = [useCell(link), useCell(serverState), useCell(healthError), useCell(view)];
  const frozen =
    push.state !== 'frozen'
      ? []
      : [
          push.since === null
            ? `Nothing has come yet. ${push.why}`
            : `What is shown is frozen since ${timeText(push.since, zone)}. ${push.why}`,
        ];
  const others = push.state === 'frozen' ? [] : [...(state?.why ?? []), ...(error === null ? [] : [error.message])];
  const all = [...frozen, ...others];
  return (
    <div class="troubles" role="alert">
      {all.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

import { useCell } from '../../cells/cell.ts';
import { pauseText } from '../../figures/verdict.ts';
import { seconds, serverNow } from '../../state/clock.ts';
import { serverState } from '../../state/serverState.ts';

/** Pauses that exchanges have ordered, with what is left of them. */
export const Pauses = ({ isOnScreen }: { isOnScreen: boolean }) => (isOnScreen ? <Counting /> : null);

function Counting() {
  const state = useCell(serverState);
  useCell(seconds);
  const now = serverNow();
  return (
    <>
      {(state?.pauses ?? [])
        .filter(({ until }) => until > now)
        .map(({ market, status, until }) => (
          <p key={market} class="budget-pause alarm">
            {pauseText(market, status, until - now)}. Nothing is sent to it until then.
          </p>
        ))}
    </>
  );
}

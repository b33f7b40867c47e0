import { connectors } from '../../../gateway/connectors.ts';
import { monotonicMs } from '../../../runtime/machine.ts';
import { createForeignCheck } from '../../http/foreignPage.ts';
import { type AccessOptions, createAccess } from '../access.ts';
import { refused } from '../dialectError.ts';
import { socketLimits } from './limits.ts';
import { createNameCheck } from './nameCheck.ts';
import { createStreams, type Streams, type StreamsParts } from './streams.ts';

/** Makes what serves streams in this process; null: there is no relay. */
export function createUpgrades(
  { context, noteWrongKey }: AccessOptions,
  changes: Partial<StreamsParts> = {},
): Streams | null {
  const { relay, board } = context;
  if (relay === null) return null;
  const mayAsk = createAccess({ context, noteWrongKey });
  const isForeign = createForeignCheck(context);
  return createStreams({
    link: relay,
    faultOf: createNameCheck({
      namesOf: (market) => connectors[market].streamNames,
      symbolsOf: async (market) => (await context.callers(market)?.symbols()) ?? null,
    }),
    mayAsk(request) {
      const who = mayAsk(request);
      const why = isForeign(request.headers);
      if (why !== null) throw refused.unsupported(`${why}.`, 403);
      return who;
    },
    limits: socketLimits,
    monotonic: monotonicMs,
    onDefect: (error) => board.defects.note('streams for callers', error),
    ...changes,
  });
}

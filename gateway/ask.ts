import type { PollContext } from '../collectors/context/pollContext.ts';
import type { ExchangeReply, ExchangeRequest } from '../exchanges/connector.ts';
import { NotSent, type Priority } from './gate.ts';

/** One counted request. @throws what the gate throws. */
export async function ask(
  context: Pick<PollContext, 'gate' | 'count'>,
  request: ExchangeRequest,
  priority: Priority = 'live',
): Promise<ExchangeReply> {
  try {
    const reply = await context.gate.send(request, priority);
    context.count('requests');
    context.count('weight', request.weight);
    return reply;
  } catch (error) {
    if (!(error instanceof NotSent)) {
      context.count('requests');
      context.count('weight', request.weight);
    }
    throw error;
  }
}

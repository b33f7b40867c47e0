import type { ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import { NotANumber } from '../model/finite.ts';
import type { WorkerCounter } from '../store/reports/health.ts';
import { type Gate, NotSent, type Priority } from './gate.ts';

/** Who asks: what is sent is counted for it. */
export interface Asker {
  readonly gate: Gate;
  readonly count: (counter: WorkerCounter, by?: number) => void;
}

/** What a request is for, where its weight is told apart from that of live data. */
export type SpentOn = Extract<WorkerCounter, 'historyWeight' | 'auditWeight' | 'newsWeight'>;

/** One counted request. @throws what the gate throws. */
export async function ask(
  { gate, count }: Asker,
  request: ExchangeRequest,
  priority: Priority = 'live',
  spentOn?: SpentOn,
): Promise<ExchangeReply> {
  let isSent = true;
  try {
    return await gate.send(request, priority);
  } catch (error) {
    isSent = !(error instanceof NotSent || error instanceof NotANumber);
    throw error;
  } finally {
    if (isSent) {
      count('requests');
      count('weight', request.weight);
      if (spentOn !== undefined) count(spentOn, request.weight);
    }
  }
}

import type { ServerResponse } from 'node:http';
import { type Answer, htmlAnswer, jsonAnswer } from './answer.ts';
import type { Fault } from './faults.ts';

/** What a fault needs of the server: the right answer of some time ago, and how to send an answer as a whole. */
export interface Honest {
  answer(ageMs: number): Answer;
  send(answer: Answer): void;
}

/** Acts a fault out on the response. */
export function misbehave(fault: Fault, response: ServerResponse, honest: Honest): void {
  switch (fault.kind) {
    case 'status':
      return honest.send(statusAnswer(fault));
    case 'garbage':
      return honest.send({ status: 200, body: '{"symbol":"\u0000\u0001☠,,]]' });
    case 'html':
      return honest.send(htmlAnswer(fault.status ?? 200));
    case 'shape':
      return honest.send(jsonAnswer(200, fault.body ?? { unexpected: true }));
    case 'stale':
      return honest.send(honest.answer(fault.ageMs ?? 60_000));
    case 'truncated':
      return truncate(response, honest.answer(0));
    case 'drip':
      return drip(response, honest.answer(0), fault.everyMs ?? 100);
    case 'delay': {
      const timer = setTimeout(() => honest.send(honest.answer(0)), fault.delayMs ?? 1000);
      response.once('close', () => clearTimeout(timer));
      return;
    }
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
  }
}

function statusAnswer({ status = 500, retryAfter, body }: Fault): Answer {
  if (body !== undefined) return jsonAnswer(status, body, retryAfter);
  if (status === 403) return htmlAnswer(403);
  const code = status === 429 || status === 418 ? -1003 : -1000;
  return jsonAnswer(status, { code, msg: 'An injected fault.' }, retryAfter);
}

/** Announces the whole length and breaks off halfway. */
function truncate(response: ServerResponse, { status, body }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

function drip(response: ServerResponse, { status, body }: Answer, everyMs: number): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': bytes.length });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent < bytes.length) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}

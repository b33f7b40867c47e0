import type { ServerResponse } from 'node:http';
import { type Answer, htmlAnswer, jsonAnswer } from './answer.ts';
import type { AnswerFault, AnswerFaultKind } from './answerFault.ts';
import { mutate } from './mutate.ts';

/** What a fault needs of the server: the right answer of some time ago, and how to send an answer as a whole. */
export interface Honest {
  answer(ageMs: number): Answer;
  send(answer: Answer): void;
}

type Act = (fault: AnswerFault, response: ServerResponse, honest: Honest) => void;

const acts: Readonly<Record<AnswerFaultKind, Act>> = {
  status: (fault, _response, { send }) => send(statusAnswer(fault)),
  garbage: (_fault, _response, { send }) => send({ status: 200, body: '{"symbol":"\u0000\u0001☠,,]]' }),
  html: ({ status = 200 }, _response, { send }) => send(htmlAnswer(status)),
  shape: ({ body = { unexpected: true } }, _response, { send }) => send(jsonAnswer(200, body)),
  stale: ({ ageMs = 60_000 }, _response, { answer, send }) => send(answer(ageMs)),
  negative: (_fault, _response, { answer, send }) => send(mutate(answer(0), 'negative')),
  null: (_fault, _response, { answer, send }) => send(mutate(answer(0), 'null')),
  duplicate: (_fault, _response, { answer, send }) => send(mutate(answer(0), 'duplicate')),
  reordered: (_fault, _response, { answer, send }) => send(mutate(answer(0), 'reordered')),
  truncated: (_fault, response, { answer }) => truncate(response, answer(0)),
  drip: ({ everyMs = 100 }, response, { answer }) => drip(response, answer(0), everyMs),
  delay: ({ delayMs = 1000 }, response, { answer, send }) => {
    const timer = setTimeout(() => send(answer(0)), delayMs);
    response.once('close', () => clearTimeout(timer));
  },
  hang: () => {},
  reset: (_fault, response) => {
    response.socket?.resetAndDestroy();
  },
};

/** Acts a fault out on the response. */
export function misbehave(fault: AnswerFault, response: ServerResponse, honest: Honest): void {
  acts[fault.kind](fault, response, honest);
}

function statusAnswer(fault: AnswerFault): Answer {
  const answer = bodyOf(fault);
  return fault.headers === undefined ? answer : { ...answer, headers: fault.headers };
}

function bodyOf({ status = 500, retryAfter, body }: AnswerFault): Answer {
  if (body !== undefined) return jsonAnswer(status, body, retryAfter);
  if (status === 403) return { ...htmlAnswer(403), ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }) };
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

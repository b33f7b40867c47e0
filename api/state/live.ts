import type { RequestHandler } from 'express';

/** Answers 200 while the process runs. It says nothing about the data. */
export function live(): RequestHandler {
  return (_request, response) => {
    response.json({ status: 'live', uptime: Math.round(process.uptime()) });
  };
}

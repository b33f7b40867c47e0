import type { RequestHandler } from 'express';

/** The process runs and answers; it says nothing of the data. */
export function live(): RequestHandler {
  return (_request, response) => {
    response.json({ status: 'live', uptime: Math.round(process.uptime()) });
  };
}

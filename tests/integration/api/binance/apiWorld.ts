import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '../../../../api/start.ts';
import { freePort } from '../../../../scripts/processes/freePort.ts';
import { eventually } from '../../../eventually.ts';
import { type Bench, type BenchOptions, openBench } from '../../collectors/collecting.ts';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Its JSON; undefined where it is none. */
  readonly body: unknown;
}

/** The API, started as its process starts it, beside collectors, an exchange and a Redis, in real time. */
export interface ApiWorld extends Bench {
  /** Asks the API. */
  get(path: string, init?: RequestInit): Promise<Answer>;
  /** Asks the exchange itself. */
  ask(path: string): Promise<Answer>;
  readonly url: string;
  /** Resolves once a path is answered from memory. */
  hit(path: string): Promise<Answer>;
}

/** @param isCollecting whether there are collectors from the start */
export async function openApiWorld(
  content: { readonly api?: object; readonly [key: string]: unknown },
  options: BenchOptions = {},
  isCollecting = true,
): Promise<ApiWorld> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'dialect-'));
  const bench = await openBench(
    { log: { directory }, ...content, api: { ...content.api, port } },
    { ...options, isRealTime: true },
  );
  const fatal: Error[] = [];
  const api = await startApi({ env: bench.env, onFatal: (error) => fatal.push(error) }).catch(
    async (error: unknown) => {
      await bench.close();
      throw error;
    },
  );
  if (isCollecting) await bench.start();
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string, init: RequestInit = {}) => answerOf(await fetch(url + path, init));
  return {
    ...bench,
    url,
    get,
    ask: async (path) => answerOf(await fetch(bench.simulator.url + path)),
    hit: (path) =>
      eventually(async () => {
        const answer = await get(path);
        return answer.headers.get('x-cache') === 'hit' && answer.status === 200 && answer;
      }, 60_000),
    async close() {
      await api.stop();
      await bench.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  const isJson = headers.get('content-type')?.startsWith('application/json');
  return { status, text, headers, body: isJson && text !== '' ? JSON.parse(text) : undefined };
}

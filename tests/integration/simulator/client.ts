import { createSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/createSimulator.ts';

/** A whole answer of the simulator. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; any shape. */
  json<Shape = Record<string, unknown>>(): Shape;
}

/** A simulator for one test file, and how to ask it. */
export interface Bench {
  readonly simulator: Simulator;
  get(path: string): Promise<Reply>;
  /** The same for a whole path, such as `/fapi/v1/ping`. */
  getPath(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  control(method: string, path: string, body?: unknown): Promise<Reply>;
}

export async function startBench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await createSimulator(options);
  const ask = async (url: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
  return {
    simulator,
    get: (path) => ask(`${simulator.url}/api/v3/${path}`),
    getPath: (path, headers = {}) => ask(`${simulator.url}${path}`, { headers }),
    control: (method, path, body) =>
      ask(`${simulator.controlUrl}${path}`, {
        method,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

/** A request for /events, which a test answers. */
export class FakeStream {
  readonly topics: readonly string[];
  readonly key: string | null;
  /** Neither ended by the API nor by the page. */
  isOpen = true;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #answer: (response: Response) => void;
  readonly #fail: (error: Error) => void;

  constructor(url: string, init: RequestInit, answer: (response: Response) => void, fail: (error: Error) => void) {
    const topics = /events\?topics=([^&]*)/.exec(url)?.[1];
    if (topics === undefined) throw new Error(`not asked for: ${url}`);
    this.topics = topics.split(',').map(decodeURIComponent);
    this.key = new Headers(init.headers).get('X-API-Key');
    this.#answer = answer;
    this.#fail = fail;
    init.signal?.addEventListener('abort', () => this.#end((end) => end.error(new Error('aborted'))));
  }

  /** Answers with a stream, which has said nothing yet. */
  accept(): this {
    const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      this.#controller = controller;
    };
    this.#answer(new Response(new ReadableStream({ start })));
    return this;
  }

  /** Answers with a stream that tells the state of the topic. */
  open(topic = 'state'): this {
    return this.accept().tell(topic);
  }

  tell(topic: string, data: object = {}, name = 'value'): this {
    return this.write(`event: ${name}\ndata: ${JSON.stringify({ topic, ...data })}\n\n`);
  }

  write(text: string): this {
    if (this.isOpen) this.#controller?.enqueue(new TextEncoder().encode(text));
    return this;
  }

  refuse(status: number, problem: object = {}, headers: Record<string, string> = {}): void {
    this.isOpen = false;
    this.#answer(new Response(JSON.stringify(problem), { status, headers }));
  }

  /** The API ends it. */
  end(): void {
    this.#end((controller) => controller.close());
  }

  /** The connection breaks, or there was none. */
  break(): void {
    this.#end((controller) => controller.error(new Error('broken')));
  }

  #end(how: (controller: ReadableStreamDefaultController<Uint8Array>) => void): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (this.#controller === undefined) this.#fail(new TypeError('fetch failed'));
    else how(this.#controller);
  }
}

export interface FakeApi {
  /** All requests so far. */
  readonly streams: readonly FakeStream[];
  /** Those that are open now. */
  open(): readonly FakeStream[];
  /** The newest. */
  last(): FakeStream;
}

/** In place of `fetch`: requests for /events wait for what the test answers. */
export function fakeApi(): FakeApi {
  const streams: FakeStream[] = [];
  globalThis.fetch = (url, init) =>
    new Promise((resolve, reject) => void streams.push(new FakeStream(String(url), init ?? {}, resolve, reject)));
  const last = (): FakeStream => {
    const found = streams.at(-1);
    if (found === undefined) throw new Error('nothing was asked for');
    return found;
  };
  return { streams, open: () => streams.filter(({ isOpen }) => isOpen), last };
}

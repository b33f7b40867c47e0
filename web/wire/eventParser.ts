/** One event of a stream, as its text says. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Longer ones are no events of ours, characters. */
const LONGEST = 16_000_000;

/**
 * Reads server-sent events from pieces of text that may end anywhere:
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * @throws RangeError where an event does not end
 */
export class EventParser {
  #rest = '';

  /** Takes the next piece. @returns the events that it completes */
  take(piece: string): ServerEvent[] {
    const parts = (this.#rest + piece).split(/\n\n|\r\n\r\n/);
    this.#rest = parts.pop() ?? '';
    if (this.#rest.length > LONGEST) throw new RangeError('an event of the stream does not end');
    return parts.flatMap((part) => eventOf(part) ?? []);
  }
}

function eventOf(text: string): ServerEvent | null {
  let name = 'message';
  const data: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(':');
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? null : { name, data: data.join('\n') };
}

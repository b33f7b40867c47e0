import type { Answer } from './answer.ts';

/** What a mutation does to the rows of a right answer: valid JSON of the right shape, but nothing an exchange may say. */
export type Mutation = 'negative' | 'null' | 'duplicate' | 'reordered';

/** The right answer with its decimals made negative or null, or with rows repeated or turned round. An error answer stays. */
export function mutate(answer: Answer, mutation: Mutation): Answer {
  if (answer.status !== 200) return answer;
  const body: unknown = JSON.parse(answer.body);
  return { ...answer, body: JSON.stringify(mutations[mutation](body)) };
}

const mutations: Readonly<Record<Mutation, (body: unknown) => unknown>> = {
  negative: (body) => eachDecimal(body, (decimal) => `-${decimal}`),
  null: (body) => eachDecimal(body, () => null),
  duplicate: (body) => eachList(body, (rows) => [...rows, ...rows.slice(-1)]),
  reordered: (body) => eachList(body, (rows) => rows.toReversed()),
};

/** Prices and quantities are the strings with a point; zeros are left, as a negative zero is none. */
const isDecimal = (value: unknown): value is string =>
  typeof value === 'string' && /^\d+\.\d+$/.test(value) && Number(value) > 0;

function eachDecimal(value: unknown, change: (decimal: string) => unknown): unknown {
  if (isDecimal(value)) return change(value);
  if (Array.isArray(value)) return value.map((entry) => eachDecimal(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, eachDecimal(entry, change)]));
}

/** The rows are the answer itself, or the lists in it: the two sides of a book, the pairs of exchangeInfo. */
function eachList(body: unknown, change: (rows: unknown[]) => unknown[]): unknown {
  if (Array.isArray(body)) return change(body);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, entry]) => [name, Array.isArray(entry) ? change(entry) : entry]),
  );
}

import fs from 'node:fs';
import { type SourceMessage, sourceMessages } from './sourceMessages.ts';

const document = 'docs/operations.md';
/** A shorter form says at least so many letters of the message. */
const FEWEST_TO_SHORTEN = 12;

const messages = sourceMessages();
const troubles = messages.filter(({ isTrouble }) => isTrouble);
const documented = spansOf(fs.readFileSync(document, 'utf8'));

/** The messages in the first column of the table: code spans of at least two words, with `…` for any text. */
function spansOf(text: string): string[] {
  const [, rest = ''] = text.split('\n## Messages\n');
  const [, table = ''] = rest.split('\n|---|---|---|\n');
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n');
  return rows
    .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(.+?)`/g)].map(([, span = '']) => span.trim()))
    .filter((span) => (span.match(/[a-z]+/gi) ?? []).length > 1);
}

/** By the text: each is held against each, so all would be made hundreds of times. */
const patterns = new Map<string, RegExp>();
const patternOf = (text: string): RegExp => {
  const pattern = patterns.get(text) ?? createPattern(text);
  patterns.set(text, pattern);
  return pattern;
};

/** Matches what the text stands for. What comes before a colon, as the name of a worker does, may be left out. */
function createPattern(text: string): RegExp {
  const parts = text.replace(/^…: /, '').split('…');
  const literal = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^(?:.*: )?${literal.join('.*')}$`, 's');
}

const lettersOf = (text: string): number => text.replace(/[^a-z]/gi, '').length;

/** Whether a span of the table is about a message: it says the same with examples or `…` in it, or is a shorter form with `…`. */
const isAbout = (span: string, { text }: SourceMessage): boolean =>
  patternOf(text).test(span) || (lettersOf(span) >= FEWEST_TO_SHORTEN && patternOf(span).test(text));

test(`every warning, error and reason of a failure has a row in ${document}, Messages`, () => {
  const missing = troubles.filter((message) => !documented.some((span) => isAbout(span, message)));
  expect(missing.map(({ text, place }) => `add a row: | \`${text}\` | … | … |  (${place})`)).toEqual([]);
});

test(`every row in ${document}, Messages, is what the source says`, () => {
  const unknown = documented.filter((span) => !messages.some((message) => isAbout(span, message)));
  expect(unknown.map((span) => `no source says: ${span}`)).toEqual([]);
});

test('the table and the source are both read', () => {
  expect(documented.length).toBeGreaterThan(60);
  expect(troubles.length).toBeGreaterThan(60);
});

import { CHECKSUM } from './checksum.ts';
import type { ArchiveFacts, FileFacts } from './facts.ts';

/** So many files are named, of each kind of fault. */
const MOST_NAMED = 10;

/** What reading an archive has come to, in lines for people: the files, what was refused or left out and why. */
export function tellArchive({
  files,
  rows,
  passedOver,
  differing,
  below,
  examples,
  lookedFor,
}: ArchiveFacts): string[] {
  const read = files.filter(({ refused }) => refused === undefined);
  const lines = [`archive: ${count(rows, 'row')} of ${count(read.length, 'file')}`];
  if (files.length === 0)
    lines.push(`no file of these times is called ${lookedFor}; ${count(passedOver, 'file')} of other rows`);
  lines.push(...some(files, ({ file, refused }) => (refused === undefined ? null : `refused ${file}: ${refused}`)));
  lines.push(...some(read, leftOutOf));
  const without = read.filter(({ hasChecksum }) => !hasChecksum).length;
  if (without > 0)
    lines.push(`${count(without, 'file')} without a checksum (${CHECKSUM}) beside it, so only packing was checked`);
  if (below > 0)
    lines.push(
      `${count(below, 'row')} left out: they do not lie above those of an earlier file, and nothing tells which is right`,
    );
  if (differing > 0) {
    lines.push(`${count(differing, 'row')} in two files that differ: those of the longer time are taken`);
    lines.push(...examples.map(({ taken, left }) => `taken ${taken}, left ${left}`));
  }
  return lines;
}

function leftOutOf({ file, leftOut, firstLeftOut }: FileFacts): string | null {
  if (leftOut === 0) return null;
  const first = firstLeftOut === undefined ? '' : `, first line ${firstLeftOut.line}: ${firstLeftOut.why}`;
  return `${count(leftOut, 'line')} of ${file} left out${first}`;
}

function some(files: readonly FileFacts[], tell: (file: FileFacts) => string | null): string[] {
  const told = files.flatMap((file) => tell(file) ?? []);
  const more = told.length - MOST_NAMED;
  return more > 0 ? [...told.slice(0, MOST_NAMED), `and so ${count(more, 'more file')}`] : told;
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;

/** What became of a file that was looked at. */
export interface FileFacts {
  /** From the folder on. */
  readonly file: string;
  /** Right rows in it of the times that were asked for, at once; those that another file holds, too, are among them. */
  rows: number;
  /** Lines that are no right rows. */
  leftOut: number;
  /** Where the first of them stands, and what is wrong with it. */
  firstLeftOut?: { readonly line: number; readonly why: string };
  /** Nothing of it was taken, and why. */
  refused?: string;
  /** Whether a checksum lay beside it. */
  hasChecksum: boolean;
}

/** What reading an archive has come to so far. */
export interface ArchiveFacts {
  /** Files that were looked at, oldest first, and refused ones. */
  readonly files: readonly FileFacts[];
  /** Rows that were given. */
  readonly rows: number;
  /** What files are called that hold such rows, and where they are downloaded. */
  readonly lookedFor: string;
  /** Files in the folder of other rows, or of none. */
  readonly passedOver: number;
  /** Rows that two files hold in different forms: those of the longer time are taken. The first ones stand in `examples`. */
  readonly differing: number;
  /** Rows that were left out, since they do not lie above those of an earlier file. */
  readonly below: number;
  readonly examples: readonly Difference[];
}

/** A row that two places hold in different forms. */
export interface Difference {
  readonly score: number;
  readonly taken: string;
  readonly left: string;
}

/** So many differences are kept to be shown. */
export const MOST_EXAMPLES = 5;

import { createLogger, format, transports } from 'winston';
import { openLogFile } from './logFile.ts';
import { formatLine, type LogLevel } from './logLine.ts';

export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  /** Takes effect with the next entry. */
  setLevel(level: LogLevel): void;
  /** Resolves when everything is written. Later entries are dropped. */
  close(): Promise<void>;
}

type LogFields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: LogLevel;
  /** Names the process in each line, and the file. Two processes must not share name and directory, since both would rotate the file. */
  readonly name: string;
  /** Folder for `<name>.log` (10 MB, five files) instead of stdout; made when missing. */
  readonly directory?: string | undefined;
  /** Where lines go without a directory; default stdout. */
  readonly stream?: NodeJS.WritableStream;
}

const levels = { error: 0, warn: 1, info: 2, debug: 3 } satisfies Record<LogLevel, number>;

/**
 * The logger of a process: one plain line per entry, registered secrets replaced (loading a configuration registers its own).
 * @throws StartError when the directory cannot be written
 */
export function createLog(options: LogOptions): Log {
  const { name, directory } = options;
  const stream: NodeJS.WritableStream =
    directory === undefined ? (options.stream ?? process.stdout) : openLogFile(directory, name);
  const isTerminal = 'isTTY' in stream && stream.isTTY === true;
  // A reader that went away (`| head`) must not stop the collector.
  stream.on('error', () => {});
  const transport = new transports.Stream({ stream, eol: '\n' });
  const logger = createLogger({
    level: options.level,
    levels,
    format: format.printf(({ message }) => String(message)),
    transports: [transport],
  });
  let isClosed = false;

  const write =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (isClosed || !logger.isLevelEnabled(level)) return;
      logger.log({ level, message: formatLine(level, name, message, fields, isTerminal) });
    };

  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    setLevel(level) {
      logger.level = level;
    },
    close() {
      if (isClosed) return Promise.resolve();
      isClosed = true;
      return new Promise((done) => {
        transport.once('finish', () => done());
        logger.end();
      });
    },
  };
}

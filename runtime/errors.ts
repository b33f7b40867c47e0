import { types } from 'node:util';

/** Base of every error this project throws: `code` is stable and safe to compare, `message` is for people. */
export class CollectorError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The configuration cannot be used. `faults` names every fault, one line each; `message` is all of them on one line. */
export class ConfigError extends CollectorError {
  readonly faults: readonly string[];
  /** The system has a passing trouble, such as too many open files; the file may be right. */
  readonly isPassing: boolean;

  /**
   * @param file absolute path of the configuration file
   * @param faults at least one line, free of secrets
   */
  constructor(file: string, faults: readonly string[], options: { cause?: unknown; isPassing?: boolean } = {}) {
    super('config-invalid', `${file}: ${faults.join('; ')}`, options);
    this.faults = faults;
    this.isPassing = options.isPassing ?? false;
  }
}

/** A process cannot start: print `message` (one clear line, no stack) to stderr and exit with code 1. */
export class StartError extends CollectorError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('start-failed', message, options);
  }
}

/** Whether a value is an error, even one of another realm (a VM context), which `instanceof` does not recognise. */
export const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);

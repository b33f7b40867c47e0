import { spawn } from 'node:child_process';

const headLines = 8;
const tailLines = 20;

/** A step of the set-up failed. The message says everything; it is shown without a stack trace. */
export class StepError extends Error {}

/**
 * Runs one step of the set-up and writes one line about it to stderr: what it does, then how long it took.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  process.stderr.write(`${title} ... `);
  try {
    const result = await work();
    process.stderr.write(`${seconds()}\n`);
    return result;
  } catch (error) {
    process.stderr.write(`failed after ${seconds()}\n`);
    throw error;
  }
}

/**
 * Runs a tool to its end without showing its output. SIGINT, SIGTERM and SIGHUP stop the tool; the error then names the signal.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, ownGroup?: boolean, killAfterMs?: number, onOutput?: (text: string) => void }}
 *   [options] `ownGroup: false` for tools we may not signal (sudo); `killAfterMs`: time to stop in an orderly way, by default 1 s;
 *   `onOutput`: told what the tool writes, as it does
 * @returns {Promise<string>} all it wrote
 * @throws {StepError} with the beginning and the end of its output
 */
export function runTool(command, args, { cwd, env = process.env, ownGroup = true, killAfterMs = 1000, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: ownGroup });
    let output = '';
    /** @type {NodeJS.Signals | undefined} */
    let stoppedBy;
    /** @param {NodeJS.Signals} signal */
    const send = (signal) => {
      try {
        process.kill(ownGroup ? -Number(child.pid) : Number(child.pid), signal);
      } catch {
        // gone already
      }
    };
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      if (stoppedBy === undefined) setTimeout(() => send('SIGKILL'), killAfterMs).unref();
      stoppedBy = signal;
      send(signal);
    };
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, stop);
    const done = () => {
      for (const signal of signals) process.off(signal, stop);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-200_000);
        onOutput?.(String(chunk));
      });
    }
    child.on('error', (error) => {
      done();
      reject(new StepError(`cannot run ${command}: ${error.message}`));
    });
    child.on('close', (code) => {
      done();
      if (stoppedBy !== undefined) reject(new StepError(`stopped by ${stoppedBy}`));
      else if (code === 0) resolve(output);
      else reject(new StepError(firstAndLastLines(output)));
    });
  });
}

/**
 * The beginning and the end of an output: some tools (npm) name the cause at the beginning, others (apt, tsc) at the end.
 * @param {string} output
 */
function firstAndLastLines(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (lines.length <= headLines + tailLines) return lines.join('\n');
  return [...lines.slice(0, headLines), '…', ...lines.slice(-tailLines)].join('\n');
}

/** A start failure the user can mend: `message` is one clear line. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}

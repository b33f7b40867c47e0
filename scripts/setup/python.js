import { execFileSync } from 'node:child_process';

/** Debian's Python, which has Debian's packages. */
export const PYTHON = '/usr/bin/python3';

/**
 * Whether it can import these modules.
 * @param {string} modules with commas between them
 */
export function pythonHas(modules) {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { execFileSync } from 'node:child_process';
import { findOnPath } from '../../scripts/findOnPath.js';
import { installPackages } from '../../scripts/installPackages.js';
import { StepError } from '../../scripts/step.js';

/** Debian's packages: the one that asks, and those that are asked. */
export const packages = ['wrk', 'webdis', 'python3-fastapi', 'python3-uvicorn', 'python3-redis'];

export const INSTALL = `apt-get install ${packages.join(' ')}`;

/** Debian's Python, which has Debian's packages. */
export const PYTHON = '/usr/bin/python3';

export const has = {
  wrk: (): boolean => findOnPath('wrk') !== undefined,
  webdis: (): boolean => findOnPath('webdis') !== undefined,
  fastApi(): boolean {
    try {
      execFileSync(PYTHON, ['-c', 'import fastapi, uvicorn, redis'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  },
};

/** Installs what is missing, where we may. What still is missing is left out of the results. */
export async function installTools(log: (line: string) => void): Promise<void> {
  const isInstalled = (): boolean => Object.values(has).every((each) => each());
  if (isInstalled()) return;
  try {
    await installPackages([packages.join(' ')], isInstalled);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    log(error.message);
  }
}

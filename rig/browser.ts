import { chromium, type LaunchOptions } from 'playwright-core';
import { findOnPath } from '../scripts/setup/findOnPath.js';

/** Debian's Chromium; undefined: it is not installed (apt-get install chromium). */
export const chromiumPath = findOnPath('chromium');

/** Its sandbox is left out, since tests may run as root, and open our own pages only. */
export const browserOptions: LaunchOptions = {
  executablePath: chromiumPath ?? '',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
};

export const openBrowser = () => chromium.launch(browserOptions);

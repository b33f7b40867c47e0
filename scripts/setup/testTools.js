import { findOnPath } from './findOnPath.js';
import { installOptional } from './installPackages.js';
import { pythonHas } from './python.js';

/** Debian's packages that only tests use. Those tests are skipped where theirs is not there. */
const tools = [
  { names: 'chromium', isInstalled: () => findOnPath('chromium') !== undefined },
  { names: 'python3-websockets', isInstalled: () => pythonHas('websockets') },
  { names: 'python3-pandas', isInstalled: () => pythonHas('pandas') },
  // It has promtool, too.
  { names: 'prometheus', isInstalled: () => findOnPath('prometheus') !== undefined },
];

/** Installs what is missing of them, where we may. */
export const installTestTools = () => installOptional(tools, (line) => console.error(line));

import { runProcess } from '../config/runProcess.ts';
import { startApi } from './start.ts';

runProcess('api', (die) => startApi({ env: process.env, onFatal: die }));

import { runProcess } from '../config/runProcess.ts';
import { startApi } from './start.ts';

// PM2 numbers the processes of a cluster; the number keeps their log files apart.
const instance = Number(process.env.NODE_APP_INSTANCE ?? 0) || 0;

runProcess('api', (die) => startApi({ env: process.env, instance, onFatal: die }));

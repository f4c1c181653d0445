/** The launcher on Linux and macOS: a script of its own. */
import { isMainThread } from 'node:worker_threads';
import { launch, watchTrial } from '../any/launch/launch.ts';

if (isMainThread) launch();
else watchTrial();

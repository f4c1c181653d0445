/**
 * The launcher on Windows: a script of its own. As a service it is known to the system before any version is loaded: Windows starts a service again
 * that has ended while it ran, and gives up on one that never came so far (SetServiceStatus, SERVICE_FAILURE_ACTIONS).
 */
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { loadKoffi } from '../../any/koffi.ts';
import { launch, watchTrial } from '../../any/launch/launch.ts';
import { handOver } from './handed-service.ts';
import { becomeService } from './running-service.ts';

const script = path.resolve(process.argv[1] ?? '');
const [word, next] = process.argv.slice(2);

/** However a version ends this process, it ends at once: the usual way waits for calls under way, and one is as long as the service lives. */
function endAtOnce(): void {
  process.on('exit', () => void process.kill(process.pid, 'SIGKILL'));
}

async function launchService(): Promise<void> {
  const koffi = loadKoffi({ programFolder: path.dirname(script), ownCommand: [process.execPath, script] });
  handOver(await becomeService(koffi));
  endAtOnce();
  launch();
}

if (!isMainThread) watchTrial();
else if (word === 'service' && next === 'run') void launchService();
else launch();

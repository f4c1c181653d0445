/** One wipe in a process of its own, so that a test can give it mounts of its own: target and kept paths as JSON, outcome as JSON. */
import type { WipeFileTarget } from '@sekisho/agent-core';
import { createLinuxWipe } from '../../../../src/os/linux/wipe/linux-wipe.ts';
import { createSources } from '../../../../src/os/posix/sources.ts';
import type { KeptPaths } from '../../../../src/os/posix/wipe/kept.ts';

const { target, kept } = JSON.parse(process.argv[2] ?? '') as { target: WipeFileTarget; kept: KeptPaths };
const outcome = await createLinuxWipe({ sources: createSources(), kept }).remove(target, () => {});
process.stdout.write(JSON.stringify(outcome));

// The script that covers one display, when it is not bundled with the rest of the agent.

import { lockScreenCommand } from './screen-entry.ts';

process.exit(await lockScreenCommand(process.argv.slice(2)));

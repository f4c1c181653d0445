/** `citus-plan`: prints what an operator runs on a Citus coordinator to spread the organizations over machines. */
import { citusStatements } from './platform/database/sharding.rules.ts';
import type { RunBareCommand } from './platform/run-command.ts';

export const citusPlan: RunBareCommand = async () => citusStatements();

/** Commands: on their way, delivered at check-ins, completed by the devices' words; and the timeline of a device. */
import type { Feature } from '../../platform/feature.ts';
import { type CommandsRoutesPorts, commandsRoutes } from './commands.routes.ts';

export {
  type CommandsTable,
  completeWipes,
  expireWipes,
  findLatestWipe,
  findOpenOfKind,
  findSettledLocked,
  findTakenBack,
  findWipes,
  findWiping,
  insertCommands,
  isOrderedWithoutKeys,
  type NewCommand,
  supersedeOpen,
  supersedeUnfetchedUnlocks,
} from './command-access.ts';
export { type CommandTarget, obstacleTo, refusalOf } from './command-target.rules.ts';
export { createCommandsPart, eventsPart } from './commands.part.ts';
export { commandOf } from './commands.routes.ts';
export { expireTimelines } from './retention.ts';

export function commandsFeature(ports: CommandsRoutesPorts): Feature {
  return { name: 'commands', routes: commandsRoutes(ports) };
}

/** Agents of others (GLPI, FusionInventory, OCS): addresses for them, their protocols, and their inventories as ours. */
import type { Feature } from '../../platform/feature.ts';
import { agentCallRoutes } from './agent-call.routes.ts';
import type { AgentCallsPorts } from './agent-calls.ts';
import { agentIntakesRoutes } from './agent-intakes.routes.ts';
import type { AgentIntakes } from './agent-intakes.service.ts';

export { type AgentIntakes, createAgentIntakes } from './agent-intakes.service.ts';
export { readAgentFile } from './agent-item.ts';

export function otherAgentsFeature(ports: AgentCallsPorts & { readonly intakes: AgentIntakes }): Feature {
  return { name: 'other-agents', routes: [...agentIntakesRoutes(ports.intakes), ...agentCallRoutes(ports)] };
}

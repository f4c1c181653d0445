/** Under which id a machine is known whose agent brings none of ours: the same for whatever agent says the same of the hardware. Pure. */
import { createHash } from 'node:crypto';
import { type HardwareIdentity, knownBy, writingsOf } from './hardware-identity.rules.ts';

/** What tells it best. Of a UUID's two writings always the same one. */
function nameOf(identity: HardwareIdentity, otherwise: string): string {
  const { uuid, serialNumber, manufacturer, macAddresses } = knownBy(identity);
  if (uuid !== '') return `uuid ${[...writingsOf(uuid)].sort()[0]}`;
  if (serialNumber !== '') return `serial ${manufacturer.toLowerCase()} ${serialNumber.toLowerCase()}`;
  const [card] = [...macAddresses].sort();
  return card === undefined ? `agent ${otherwise}` : `card ${card}`;
}

/** @param otherwise what the agent calls itself, where the hardware says nothing */
export function clientIdOf(organizationId: string, identity: HardwareIdentity, otherwise: string): string {
  const text = `sekisho/other-agent/v1\n${organizationId}\n${nameOf(identity, otherwise)}`;
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

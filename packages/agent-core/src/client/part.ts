/** A copy of a device becomes a device of its own, under a key of its own; its lock and its time go with it. */
import { EnrolAnswer, type PartRequest } from '@sekisho/contracts';
import { generateSigningKey, importPrivateKey, type SigningKey } from '@sekisho/trust';
import { openSettings } from '../agent/answer-digest.ts';
import type { DeviceMemory } from '../agent/device-memory.ts';
import type { DeviceStore, Identity } from '../ports/device-store.ts';
import type { FactsReading } from '../ports/machine.ts';
import { type ClientTools, makeProof, sha256Hex } from './device-client.ts';
import { encodeKey } from './enrol.ts';
import { type CallOutcome, call, failure } from './http-call.ts';

export interface PartTools extends ClientTools {
  readonly store: DeviceStore;
  readonly memory: DeviceMemory;
  readonly facts: FactsReading['facts'];
}

/** May be repeated: the key is kept before the server is asked. What it then is stands in the store; the agent over the old memory must end. */
export async function part(tools: PartTools): Promise<CallOutcome<Identity>> {
  const key = keyToPartWith(tools);
  const publicKey = Buffer.from(key.publicKey, 'base64url');
  const proof = await makeProof(tools, sha256Hex(publicKey));
  if (!proof.ok) return proof;
  const body: PartRequest = { assertion: proof.value.assertion, publicKey: key.publicKey, facts: tools.facts };
  const answer = await call(tools, { method: 'POST', path: '/device/v1/part', body }, EnrolAnswer);
  return answer.ok ? accept(tools, key, answer.value) : answer;
}

function keyToPartWith({ store, identity }: PartTools): SigningKey {
  const { pendingKey } = store.load();
  if (pendingKey !== null && pendingKey !== identity.privateKey)
    return importPrivateKey(Buffer.from(pendingKey, 'base64url'));
  const key = generateSigningKey();
  store.commit({ pendingKey: encodeKey(key) });
  return key;
}

function accept(tools: PartTools, key: SigningKey, answer: EnrolAnswer): CallOutcome<Identity> {
  const { memory } = tools;
  const trust = tools.trust();
  if (trust === null) return failure('trust-chain-broken');
  if (answer.organizationId !== tools.identity.organizationId) return failure('wrong-organization');
  const settings = openSettings(answer.settings, { trust, settings: memory.settings });
  if (!settings.ok) return failure(settings.code);
  const privateKey = encodeKey(key);
  const { deviceId, organizationId, organizationName } = answer;
  const registeredAt = memory.now();
  const identity: Identity = { deviceId, organizationId, organizationName, privateKey, registeredAt };
  memory.becomeAnother({
    pendingKey: privateKey,
    identity,
    trust,
    settings: settings.value,
    append: [{ number: 1, kind: 'event', at: registeredAt, what: 'registered' }],
    reportedFacts: sha256Hex(JSON.stringify(tools.facts)),
  });
  return { ok: true, value: identity };
}

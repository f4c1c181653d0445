/** One call of another agent: let in by its secret, read within bounds, carried out, and answered in its own words. */
import { agentIntakeRealm, type ErrorCode, errorCatalogue } from '@sekisho/contracts';
import { errorText, format, type Language } from '@sekisho/messages';
import { pastCollisions } from '../../platform/batches/past-collisions.ts';
import { createTurns } from '../../platform/batches/turns.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { CollectedInventories } from '../collected-inventories/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { RegisteringOrganization } from '../registration/index.ts';
import { type AgentAnswer, type WrittenAnswer, writeAnswer } from './agent-answers.ts';
import { type AgentIntakes, refusalOf } from './agent-intakes.service.ts';
import type { FoundIntake } from './agent-intakes.store.ts';
import { itemOfMessage } from './agent-item.ts';
import { type AgentMessage, type MessageForm, readMessage } from './agent-message.ts';
import { agentBodyMaxBytes, packingOf, unpackBody } from './unpack-body.ts';

export interface AgentCall {
  readonly authorization: string | undefined;
  /** Agents of GLPI say their own id with everything, and then understand JSON also where they ask in XML. */
  readonly speaksJson: boolean;
  readonly address: string;
  readonly agent: string;
  readonly language: Language;
  readonly body: AsyncIterable<Buffer>;
}

export interface AnsweredCall extends WrittenAnswer {
  readonly status: number;
  readonly challenge: string | null;
}

export interface AgentCallsPorts {
  readonly clock: Clock;
  readonly transaction: RunInTransaction;
  readonly intakes: Pick<AgentIntakes, 'findBySecret' | 'noteUse'>;
  readonly collected: CollectedInventories;
  readonly inventory: Pick<Inventory, 'prepare'>;
  readonly findOrganization: (id: string) => Promise<RegisteringOrganization | null>;
}

const refreshHours = 24;
/** Unpacked and read at once; each may take some 200 MB for a moment, so that others wait for their turn. */
const readAtOnce = 2;

/** The password alone; agents may be given any user. */
function secretOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,400}) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [, secret] = /:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return secret;
}

/** `null`: longer than what is taken. What goes beyond is read and dropped, so that the agent hears the answer. */
async function readBody(body: AsyncIterable<Buffer>, atMost: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes <= atMost) parts.push(part);
    else if (bytes > 2 * agentBodyMaxBytes) break;
  }
  return bytes <= atMost ? Buffer.concat(parts) : null;
}

interface Outcome {
  readonly status: number;
  readonly answer: AgentAnswer;
}

const done = (answer: AgentAnswer): Outcome => ({ status: 200, answer });

export function createAgentCalls(ports: AgentCallsPorts) {
  const turns = createTurns(readAtOnce);

  function refused(code: ErrorCode, language: Language): Outcome {
    const { title, action } = errorText(language, code);
    return { status: errorCatalogue[code].status, answer: { kind: 'refused', text: `${title} ${action}` } };
  }

  async function carryOut(call: AgentCall, intake: FoundIntake, message: AgentMessage): Promise<Outcome> {
    const { language } = call;
    if (message.action === 'contact') return done({ kind: 'welcome', refreshHours });
    if (message.action === 'other') return refused('agent-call-unknown', language);
    const { organizationId, id: installerId } = intake;
    const organization = await ports.findOrganization(organizationId);
    if (organization === null) return refused('authentication-required', language);
    const nowMs = ports.clock.now();
    const placing = { organizationId, installerId, nowMs, prepare: ports.inventory.prepare };
    const read = await itemOfMessage(placing, message, true);
    if (!read.ok)
      return {
        status: 400,
        answer: { kind: 'refused', text: format(language, `inventory-import.fault.${read.code}`) },
      };
    const [taken] = await pastCollisions(ports.transaction)((tx) =>
      ports.collected.take(tx, organization, [read.item], null),
    );
    return taken?.ok === true ? done({ kind: 'taken' }) : refused(taken?.code ?? 'internal-error', language);
  }

  async function answerKnown(call: AgentCall, intake: FoundIntake): Promise<AnsweredCall> {
    const { language } = call;
    const formOf = (form: MessageForm) => (call.speaksJson ? 'json' : form);
    const body = await readBody(call.body, agentBodyMaxBytes);
    if (body === null) return written(refused('body-too-large', language), formOf('xml'), Buffer.alloc(0));
    const refusal = refusalOf(intake, new Date(ports.clock.now()));
    if (refusal !== null) return written(refused(refusal, language), formOf('xml'), body);
    await ports.intakes.noteUse(intake, call);
    return turns(async () => {
      const unpacked = await unpackBody(body);
      const read = unpacked === null ? null : await readMessage(unpacked);
      if (read?.ok === true) {
        const outcome = await carryOut(call, intake, read.message);
        return written(outcome, formOf(read.message.form), body);
      }
      const text = format(language, `inventory-import.fault.${read?.code ?? 'agent-unreadable'}`);
      return written({ status: 400, answer: { kind: 'refused', text } }, formOf(read?.form ?? 'xml'), body);
    });
  }

  return async (call: AgentCall): Promise<AnsweredCall> => {
    const secret = secretOf(call.authorization);
    const intake = secret === undefined ? null : await ports.intakes.findBySecret(secret);
    if (intake !== null) return answerKnown(call, intake);
    // Agents send everything first without a word of who they are: nothing of it is kept.
    await readBody(call.body, 0);
    const outcome = refused('authentication-required', call.language);
    const challenge = `Basic realm="${agentIntakeRealm}"`;
    return { ...written(outcome, call.speaksJson ? 'json' : 'xml', Buffer.alloc(0)), challenge };
  };
}

function written({ status, answer }: Outcome, form: MessageForm, body: Buffer): AnsweredCall {
  return { status, challenge: null, ...writeAnswer(answer, form, packingOf(body)) };
}

/** One message or file of an agent: what it asks for, in which of the two forms, and what it says. */
import type { AgentFaultCode } from '@sekisho/contracts';
import { parseJsonBody } from '../../platform/http/json-body.ts';
import { type Branch, branchOf, isBranch, type Node, textOf } from './document.rules.ts';
import { readXml } from './read-xml.ts';

export type MessageForm = 'json' | 'xml';

export type AgentAction = 'contact' | 'inventory' | 'other';

export interface AgentMessage {
  readonly form: MessageForm;
  readonly action: AgentAction;
  /** Chosen by the agent at its installation: of no hardware. */
  readonly agentDeviceId: string;
  readonly content: Branch;
  readonly partial: boolean;
  /** Of JSON; XML is always of a computer. */
  readonly itemType: string;
}

export type ReadMessage =
  | { readonly ok: true; readonly message: AgentMessage }
  | { readonly ok: false; readonly form: MessageForm; readonly code: AgentFaultCode };

const encodings = ['utf-8', 'utf8', 'us-ascii', 'iso-8859-1', 'windows-1252', 'shift_jis', 'windows-31j', 'euc-jp'];

/** As the declaration says; without one, UTF-8. @throws for bytes that are none of it */
function decode(bytes: Buffer): string {
  const head = bytes.subarray(0, 200).toString('latin1');
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([A-Za-z0-9_-]+)["']/.exec(head)?.[1]?.toLowerCase();
  const label = declared ?? 'utf-8';
  if (!encodings.includes(label)) throw new Error('an encoding that is not taken');
  return new TextDecoder(label, { fatal: true }).decode(bytes);
}

/** Of JSON, names are in lower case by its format; some agents that only became JSON later write them large. */
function lowered(node: Node): Node {
  if (Array.isArray(node)) return node.map(lowered);
  if (!isBranch(node)) return node;
  const copy: Record<string, Node> = Object.create(null);
  for (const [name, child] of Object.entries(node)) if (child !== undefined) copy[name.toLowerCase()] = lowered(child);
  return copy;
}

export async function readMessage(bytes: Buffer): Promise<ReadMessage> {
  const isJson = /^(?:\xef\xbb\xbf)?\s*\{/.test(bytes.subarray(0, 64).toString('latin1'));
  return isJson ? readJson(bytes) : readXmlMessage(bytes);
}

function readJson(bytes: Buffer): ReadMessage {
  const unreadable = { ok: false, form: 'json', code: 'agent-unreadable' } as const;
  let parsed: unknown;
  try {
    parsed = parseJsonBody(decode(bytes));
  } catch {
    return unreadable;
  }
  const tree = lowered(parsed as Node);
  if (!isBranch(tree)) return unreadable;
  const action = textOf(tree, 'action', 40) || 'inventory';
  const message: AgentMessage = {
    form: 'json',
    action: action === 'contact' || action === 'inventory' ? action : 'other',
    agentDeviceId: textOf(tree, 'deviceid', 255),
    content: branchOf(tree, 'content'),
    partial: tree['partial'] === true,
    itemType: textOf(tree, 'itemtype', 40) || 'Computer',
  };
  return { ok: true, message };
}

const actions: Readonly<Record<string, AgentAction>> = { PROLOG: 'contact', INVENTORY: 'inventory' };

async function readXmlMessage(bytes: Buffer): Promise<ReadMessage> {
  let text: string;
  try {
    text = decode(bytes);
  } catch {
    return { ok: false, form: 'xml', code: 'agent-unreadable' };
  }
  const read = await readXml(text);
  if (!read.ok) return { ok: false, form: 'xml', code: read.code };
  if (read.root !== 'request') return { ok: false, form: 'xml', code: 'agent-unreadable' };
  const message: AgentMessage = {
    form: 'xml',
    action: actions[textOf(read.tree, 'query', 40).toUpperCase()] ?? 'other',
    agentDeviceId: textOf(read.tree, 'deviceid', 255),
    content: branchOf(read.tree, 'content'),
    partial: false,
    itemType: 'Computer',
  };
  return { ok: true, message };
}

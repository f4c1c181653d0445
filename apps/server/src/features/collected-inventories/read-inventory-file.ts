/** One file of an import, read: whose inventory it is and what stands in it, or why it is not taken. */
import {
  type AgentFaultCode,
  type ImportFaultCode,
  type InventoryRequest,
  StandaloneInventory,
} from '@sekisho/contracts';
import type { createIcrtOpener } from '@sekisho/trust';
import { Compile } from 'typebox/compile';
import { parseJsonBody } from '../../platform/http/json-body.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { PreparedSections } from '../inventory/index.ts';
import type { FoundInstaller } from '../registration/index.ts';
import type { CollectedItem } from './collected.service.ts';
import { identityOf } from './identity-of-sections.ts';
import type { UploadedFile } from './upload-files.ts';

/** A file of another agent. */
export type ReadAgentFile = (
  placing: {
    readonly organizationId: string;
    readonly installerId: string;
    readonly nowMs: number;
    readonly prepare: (request: InventoryRequest) => Promise<PreparedSections>;
  },
  bytes: Buffer,
) => Promise<
  { readonly ok: true; readonly item: CollectedItem } | { readonly ok: false; readonly code: AgentFaultCode }
>;

export interface ReadFilePorts {
  readonly organizationId: string;
  /** Lets in the machines of files that name no installer of ours. */
  readonly admissionId: string;
  readonly readAgentFile: ReadAgentFile;
  readonly open: ReturnType<typeof createIcrtOpener>;
  readonly prepare: (request: InventoryRequest) => Promise<PreparedSections>;
  readonly findByToken: (installerToken: string) => Promise<FoundInstaller | null>;
  readonly nowMs: number;
}

export type ReadFile =
  | { readonly ok: true; readonly item: CollectedItem }
  | { readonly ok: false; readonly code: ImportFaultCode };

/** A clock may be ahead a little, or in another zone; further ahead it would stand before every later inventory. */
const mostAheadMs = 24 * 3_600_000;
const content = Compile(StandaloneInventory);

const refuse = (code: ImportFaultCode): ReadFile => ({ ok: false, code });

function parse(text: string): unknown {
  try {
    return parseJsonBody(text);
  } catch {
    return undefined;
  }
}

export async function readInventoryFile(ports: ReadFilePorts, file: UploadedFile): Promise<ReadFile> {
  if (file.fault !== null) return refuse(file.fault);
  const [extension = ''] = /\.[a-z]+$/i.exec(file.name) ?? [];
  const isOurs = /^\.icrt$/i.test(extension);
  if (!isOurs && !/^\.(json|ocs|xml)$/i.test(extension)) return refuse('file-kind-unknown');
  const bytes = await file.read().catch(() => null);
  if (bytes === null) return refuse('damaged');
  return isOurs ? readIcrt(ports, bytes) : readOther(ports, bytes);
}

async function readIcrt(ports: ReadFilePorts, bytes: Buffer): Promise<ReadFile> {
  const opened = await ports.open(bytes);
  if (!opened.ok) return opened;
  const value = parse(opened.content.toString());
  if (!content.Check(value)) return refuse('content-invalid');
  return itemOf(ports, opened.clientId, value);
}

async function readOther(ports: ReadFilePorts, bytes: Buffer): Promise<ReadFile> {
  const { organizationId, admissionId: installerId, nowMs, prepare, readAgentFile } = ports;
  const read = await readAgentFile({ organizationId, installerId, nowMs, prepare }, bytes);
  return read.ok && read.item.collectedAt.getTime() > nowMs + mostAheadMs ? refuse('clock-ahead') : read;
}

async function itemOf(ports: ReadFilePorts, clientId: string, { inventory }: StandaloneInventory): Promise<ReadFile> {
  const { facts, collectedAt } = inventory;
  if (inventory.clientId !== clientId) return refuse('content-invalid');
  if (collectedAt > ports.nowMs + mostAheadMs) return refuse('clock-ahead');
  const installer = await ports.findByToken(inventory.installerToken);
  if (installer === null) return refuse('installer-unknown');
  if (installer.organization.id !== ports.organizationId) return refuse('wrong-organization');
  let sections: PreparedSections;
  try {
    sections = await ports.prepare(inventory);
  } catch (cause) {
    if (cause instanceof SekishoError) return refuse('content-invalid');
    throw cause;
  }
  const item = {
    clientId,
    clientKind: 'standalone',
    installerId: installer.installerId,
    identity: identityOf(facts, inventory.sections),
    facts,
    collectedAt: new Date(collectedAt),
    sections,
  } as const;
  return { ok: true, item };
}

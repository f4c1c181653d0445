/** Import of inventory files: POST /api/v1/inventory-import, a task (I04). */
import { type Static, Type } from 'typebox';
import { OneOf } from '../primitives.ts';
import { collectedOutcomes, icrtFaultCodes } from '../standalone-inventory.ts';

/** Why an inventory that another agent made is not taken. */
export const agentFaultCodes = [
  'agent-unreadable',
  'agent-document-type',
  'agent-not-computer',
  'agent-partial',
  'agent-platform',
] as const;
export type AgentFaultCode = (typeof agentFaultCodes)[number];

/** Why a single file is not taken. */
export const importFaultCodes = [
  ...icrtFaultCodes,
  ...agentFaultCodes,
  'file-kind-unknown',
  'file-encrypted',
  'packed-too-tightly',
  'content-invalid',
  'clock-ahead',
  'installer-unknown',
  'installer-expired',
  'installer-revoked',
  'installer-used-up',
  'contract-full',
  'deregistered',
  'group-not-permitted',
] as const;
export const ImportFaultCode = OneOf(importFaultCodes);
export type ImportFaultCode = Static<typeof ImportFaultCode>;

/** Why nothing of an archive is taken. */
export const archiveFaultCodes = [
  'archive-damaged',
  'archive-empty',
  'archive-too-many-files',
  'archive-unpacks-too-large',
  'archive-overlaps',
] as const;
export const ArchiveFaultCode = OneOf(archiveFaultCodes);
export type ArchiveFaultCode = Static<typeof ArchiveFaultCode>;

export const importOutcomes = [...collectedOutcomes, 'refused'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** How many files came to what. */
export const ImportCounts = Type.Object(
  Object.fromEntries(importOutcomes.map((name) => [name, Type.Integer()])) as Record<
    ImportOutcome,
    ReturnType<typeof Type.Integer>
  >,
);
export type ImportCounts = Static<typeof ImportCounts>;

export const RefusedFile = Type.Object({ fileName: Type.String(), code: ImportFaultCode });
export type RefusedFile = Static<typeof RefusedFile>;

export const importMaxBytes = 2 * 1024 * 1024 * 1024;
export const importMaxFiles = 50_000;

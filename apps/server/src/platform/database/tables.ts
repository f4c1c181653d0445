/** The tables the platform itself owns, and the database types every feature receives and extends with its own tables. */
import type { Generated, GeneratedAlways, Kysely, Transaction } from 'kysely';

export interface InstallationTable {
  id: number;
  master_key_fingerprint: string;
  created_at: Generated<Date>;
}

export interface TlsAuthorityTable {
  id: number;
  root_certificate_pem: string;
  root_sealed_key: Buffer;
  /** The last server certificate that was issued; its key is shared by every server process and stays. */
  leaf_certificate_pem: string;
  leaf_sealed_key: Buffer;
  created_at: Generated<Date>;
}

export interface AuditLogTable {
  organization_id: string;
  id: string;
  at: Date;
  actor: unknown;
  action: string;
  /** `<type>:<id>` */
  target: string | null;
  detail: unknown;
}

export interface OutboxTable {
  id: GeneratedAlways<string>;
  topic: string;
  payload: unknown;
  created_at: Generated<Date>;
  /** Another relay is publishing it until then. */
  claimed_until: Generated<Date | null>;
  /** What it belongs to, where that is traced. */
  traceparent: Generated<string | null>;
}

export interface PlatformTables {
  installation: InstallationTable;
  tls_authority: TlsAuthorityTable;
  audit_log: AuditLogTable;
  outbox: OutboxTable;
}

/** A feature's store sees its own tables with `db.$extendTables<ItsTables>()`. Every `Tx` is a `Db`, never the reverse. */
export type Db = Kysely<PlatformTables>;
export type Tx = Transaction<PlatformTables>;

/** Add-on software (I05): installers of others that an administrator registers, so that everybody who deploys gets the same file. */
import { createHash } from 'node:crypto';
import {
  type AddOnSoftwareBegun,
  type AddOnSoftwareCreate,
  type AuditAction,
  addOnMaxFiles,
  addOnPartBytes,
} from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './add-on-software.store.ts';

export interface OpenedAddOn extends store.AddOnRow {
  /** From `start` to `end`, which is not included. */
  read(start: number, end: number): AsyncGenerator<Uint8Array>;
}

export interface AddOnSoftwareService {
  list(organizationId: string): Promise<store.AddOnRow[]>;
  /** Nobody else takes the name meanwhile. Throws `name-blank`, `add-on-software-name-taken`, `add-on-software-too-many`. */
  begin(principal: Principal, wanted: AddOnSoftwareCreate): Promise<AddOnSoftwareBegun>;
  /** By whoever began it; a second time replaces the first. Throws `add-on-software-not-found`, `add-on-software-part-unfit`. */
  putPart(principal: Principal, id: string, part: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** Throws `add-on-software-not-found`, `add-on-software-incomplete`. */
  complete(principal: Principal, id: string): Promise<store.AddOnRow>;
  /** Also what one has begun. Throws `add-on-software-not-found`. */
  delete(principal: Principal, id: string): Promise<void>;
  /** The audit log is told before anything is handed out. Throws `add-on-software-not-found`. */
  open(principal: Principal, id: string): Promise<OpenedAddOn>;
}

export interface AddOnSoftwarePorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The slowest upload that is waited for. */
const abandonedAfterMs = 6 * 3_600_000;

/** One spelling for what looks the same, without blanks around it. Throws `name-blank`. */
function tidy(text: string, pointer: string): string {
  const tidied = text.toWellFormed().normalize('NFC').trim();
  if (tidied === '') throw new SekishoError('name-blank', { errors: [{ pointer, code: 'name-blank' }] });
  return tidied;
}

const keyOf = ({ organizationId }: Principal, id: string): store.AddOnKey => ({ organizationId, id });
const partsOf = (bytes: number) => Math.ceil(bytes / addOnPartBytes);

export function createAddOnSoftware(ports: AddOnSoftwarePorts): AddOnSoftwareService {
  const { db } = ports;
  const now = () => new Date(ports.clock.now());

  async function audit(tx: Tx, principal: Principal, action: AuditAction, row: store.AddOnRow): Promise<void> {
    const { organizationId } = principal;
    const { id, name, platform, version, fileName, bytes, sha256 } = row;
    await ports.appendAudit(tx, {
      organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'add-on-software', id },
      detail: { name: `${name} ${version}`, platform, fileName, bytes, sha256 },
      at: now(),
    });
  }

  async function holdBegun(tx: Tx, principal: Principal, id: string): Promise<Omit<store.AddOnRow, 'sha256'>> {
    const row = await store.holdBegun(tx, keyOf(principal, id), principal.loginId);
    if (row === null) throw new SekishoError('add-on-software-not-found');
    return row;
  }

  return {
    list: (organizationId) => store.selectAddOns(db, organizationId),
    async begin(principal, wanted) {
      const { platform, bytes } = wanted;
      const [name, version] = [tidy(wanted.name, '/name'), tidy(wanted.version, '/version')];
      const naming = { platform, name, version, fileName: wanted.fileName.toWellFormed().normalize('NFC'), bytes };
      const key = keyOf(principal, ports.ids.next());
      await ports.transaction(async (tx) => {
        const at = now();
        await store.deleteAbandoned(tx, key.organizationId, new Date(at.getTime() - abandonedAfterMs));
        if ((await store.countAddOns(tx, key.organizationId)) >= addOnMaxFiles)
          throw new SekishoError('add-on-software-too-many');
        if (!(await store.insertAddOn(tx, key, naming, { at, loginId: principal.loginId })))
          throw new SekishoError('add-on-software-name-taken', {
            errors: [{ pointer: '/name', code: 'add-on-software-name-taken' }],
          });
      });
      return { id: key.id, partBytes: addOnPartBytes, parts: partsOf(bytes) };
    },
    async putPart(principal, id, part, content) {
      // Before anything is held: whoever sends slowly keeps nobody waiting.
      const received = await receivePart(content);
      await ports.transaction(async (tx) => {
        const { bytes } = await holdBegun(tx, principal, id);
        const wanted = Math.min(addOnPartBytes, bytes - part * addOnPartBytes);
        if (received.length !== wanted) throw new SekishoError('add-on-software-part-unfit');
        await store.putPart(tx, keyOf(principal, id), part, received);
      });
    },
    complete: (principal, id) =>
      ports.transaction(async (tx) => {
        const begun = await holdBegun(tx, principal, id);
        const key = keyOf(principal, id);
        const hash = createHash('sha256');
        for (let part = 0; part < partsOf(begun.bytes); part += 1) {
          const content = await store.selectPart(tx, key, part);
          if (content === null) throw new SekishoError('add-on-software-incomplete');
          hash.update(content);
        }
        const row = { ...begun, sha256: hash.digest('hex') };
        await store.finishAddOn(tx, key, row.sha256);
        await audit(tx, principal, 'add-on-software.registered', row);
        return row;
      }),
    delete: (principal, id) =>
      ports.transaction(async (tx) => {
        const key = keyOf(principal, id);
        const row = await store.holdAddOn(tx, key);
        // What was never there for anybody else goes untold.
        if (row === null) await holdBegun(tx, principal, id);
        else await audit(tx, principal, 'add-on-software.deleted', row);
        await store.deleteAddOn(tx, key);
      }),
    async open(principal, id) {
      const key = keyOf(principal, id);
      const row = await ports.transaction(async (tx) => {
        const held = await store.holdAddOn(tx, key);
        if (held === null) throw new SekishoError('add-on-software-not-found');
        await audit(tx, principal, 'add-on-software.fetched', held);
        return held;
      });
      return { ...row, read: (start, end) => readContent(db, key, start, end) };
    },
  };
}

/** Throws `add-on-software-part-unfit` as soon as it is longer than any part. */
async function receivePart(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > addOnPartBytes) throw new SekishoError('add-on-software-part-unfit');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* readContent(db: Db, key: store.AddOnKey, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end; ) {
    const part = Math.floor(position / addOnPartBytes);
    const content = await store.selectPart(db, key, part);
    // Deleted meanwhile: better a broken download than half a file that looks whole.
    if (content === null) throw new Error(`add-on software ${key.id} has gone while it was read`);
    const first = part * addOnPartBytes;
    yield content.subarray(position - first, Math.min(end - first, content.length));
    position = first + content.length;
  }
}

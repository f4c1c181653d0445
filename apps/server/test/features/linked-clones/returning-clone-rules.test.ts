/** Clones that are thrown away and come back: a table of who takes over what, and properties over whole sequences of their lives. */
import {
  type EarlierRecord,
  isFree,
  isLocked,
  judgeClone,
} from '@sekisho/server/features/linked-clones/returning-clone.rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const now = 1_800_000_000_000;
const minute = 60_000;
const record = (changes: Partial<EarlierRecord> = {}): EarlierRecord => ({
  deviceId: 'a',
  lockMode: 'unlocked',
  openCommand: null,
  wiped: null,
  heardAtMs: now - 60 * minute,
  endedAtMs: null,
  onlineForMs: 12 * minute,
  busy: false,
  isOriginal: false,
  lockDoneWith: false,
  ...changes,
});

describe('an earlier record', () => {
  const recent = { heardAtMs: now - minute };
  it.each([
    ['that fell silent', {}, 'returns'],
    ['that fell silent under its timer', { lockMode: 'timer' }, 'returns'],
    ['whose holder said that it ended, a minute ago', { ...recent, endedAtMs: now - minute }, 'returns'],
    ['whose holder asked once more in that breath', { ...recent, endedAtMs: now - minute - 20_000 }, 'returns'],
    ['whose holder was heard long after it had said so', { ...recent, endedAtMs: now - 2 * minute }, 'new'],
    ['that may still be there', recent, 'new'],
    ['that is being written', { busy: true }, 'new'],
    ['of the master that others were copied from', { isOriginal: true }, 'new'],
    ['that is locked', { lockMode: 'remote' }, 'locked'],
    ['that is locked, and online', { ...recent, lockMode: 'remote' }, 'locked'],
    ['that is locked for its SIM', { lockMode: 'sim' }, 'locked'],
    ['with a lock on its way', { openCommand: 'lock' }, 'locked'],
    ['with a wipe on its way', { openCommand: 'wipe' }, 'locked'],
    ['in a wipe of which there is no receipt', { lockMode: 'wiping' }, 'locked'],
    ['that was wiped, by its receipt', { lockMode: 'wiping', wiped: 'complete' }, 'new'],
    ['that is locked, with an unlock on its way', { lockMode: 'remote', openCommand: 'unlock' }, 'new'],
    ['with an unlock on its way', { openCommand: 'unlock' }, 'new'],
    ['whose lock went to a clone that was unlocked', { lockMode: 'remote', lockDoneWith: true }, 'new'],
  ] as const)('%s: %s', (_what, changes, outcome) => {
    expect(judgeClone([record(changes)], now).outcome).toBe(outcome);
  });

  it('of several the one heard of last is taken', () => {
    const earlier = [record({ deviceId: 'old', heardAtMs: now - 90 * minute }), record({ deviceId: 'late' })];
    expect(judgeClone(earlier, now)).toEqual({ outcome: 'returns', deviceId: 'late' });
  });

  it('that is locked counts also beside others that are free', () => {
    const earlier = [record({ deviceId: 'free' }), record({ deviceId: 'locked', lockMode: 'remote' })];
    expect(judgeClone(earlier, now)).toEqual({ outcome: 'locked', like: ['locked'] });
  });
});

/** A virtual machine: what it holds is gone when its disk is put back. */
interface Machine {
  deviceId: string;
  /** As the device itself is, whatever the server knows. */
  locked: boolean;
}

interface Kept {
  locked: boolean;
  lockOrdered: boolean;
  unlockOrdered: boolean;
  heardAtMs: number;
  endedAtMs: number | null;
  holder: Machine | null;
  lockOf: readonly string[];
}

/** A pool of machines that all have one name, and the server's records of them. */
class Pool {
  nowMs = now;
  readonly records = new Map<string, Kept>();
  readonly machines: Machine[] = [];
  /** Every lock that somebody ordered and nobody has taken back, by record. */
  readonly orders = new Set<string>();
  #ids = 0;

  #orderOf({ locked, lockOrdered, unlockOrdered }: Kept): Pick<EarlierRecord, 'lockMode' | 'openCommand' | 'wiped'> {
    const openCommand = lockOrdered ? 'lock' : unlockOrdered ? 'unlock' : null;
    return { lockMode: locked ? 'remote' : 'unlocked', openCommand, wiped: null };
  }

  isLockDoneWith(deviceId: string): boolean {
    return [...this.records.values()].some((kept) => kept.lockOf.includes(deviceId) && !isLocked(this.#orderOf(kept)));
  }

  earlier(): EarlierRecord[] {
    return [...this.records].map(([deviceId, kept]) => ({
      ...record({ deviceId, heardAtMs: kept.heardAtMs, endedAtMs: kept.endedAtMs }),
      ...this.#orderOf(kept),
      lockDoneWith: this.isLockDoneWith(deviceId),
    }));
  }

  /** A machine begins anew, and registers. */
  begin(machine: Machine | undefined): void {
    const verdict = judgeClone(this.earlier(), this.nowMs);
    const begun = machine ?? { deviceId: '', locked: false };
    if (machine === undefined) this.machines.push(begun);
    for (const kept of this.records.values()) if (kept.holder === begun) kept.holder = null;
    begun.locked = false;
    if (verdict.outcome === 'returns') {
      const kept = this.records.get(verdict.deviceId);
      if (kept === undefined) throw new Error('no such record');
      // Whoever held it is sent away as a copy: it is a machine without a record until it registers again.
      expect(isFree(this.#orderOf(kept))).toBe(true);
      Object.assign(kept, { holder: begun, heardAtMs: this.nowMs, endedAtMs: null });
      begun.deviceId = verdict.deviceId;
      return;
    }
    begun.deviceId = `d${++this.#ids}`;
    const like = verdict.outcome === 'locked' ? verdict.like : [];
    this.records.set(begun.deviceId, {
      locked: false,
      lockOrdered: like.length > 0,
      unlockOrdered: false,
      heardAtMs: this.nowMs,
      endedAtMs: null,
      holder: begun,
      lockOf: like,
    });
    if (like.length > 0) this.orders.add(begun.deviceId);
  }

  checkIn(machine: Machine, ends: boolean): void {
    const kept = this.records.get(machine.deviceId);
    if (kept?.holder !== machine) return;
    if (kept.lockOrdered) machine.locked = true;
    else if (kept.unlockOrdered) machine.locked = false;
    // Whoever is heard again after its last word has begun anew, and says so.
    const endedAtMs = ends ? this.nowMs : null;
    Object.assign(kept, { locked: machine.locked, lockOrdered: false, unlockOrdered: false, endedAtMs });
    kept.heardAtMs = this.nowMs;
  }

  order(deviceId: string, kind: 'lock' | 'unlock'): void {
    const kept = this.records.get(deviceId);
    if (kept === undefined) return;
    Object.assign(kept, { lockOrdered: kind === 'lock', unlockOrdered: kind === 'unlock' });
    if (kind === 'lock') this.orders.add(deviceId);
    else {
      this.orders.delete(deviceId);
      for (const each of kept.lockOf) this.orders.delete(each);
    }
  }
}

const act = fc.record({
  what: fc.constantFrom('begin', 'reset', 'check-in', 'end', 'wait', 'lock', 'unlock'),
  which: fc.nat(20),
});

function play(acts: readonly { what: string; which: number }[], look: (pool: Pool) => void): void {
  const pool = new Pool();
  for (const { what, which } of acts) {
    const machine = pool.machines[which % Math.max(1, pool.machines.length)];
    const deviceId = [...pool.records.keys()][which % Math.max(1, pool.records.size)] ?? '';
    pool.nowMs += 1_000;
    if (what === 'wait') pool.nowMs += which * minute;
    else if (what === 'begin' || machine === undefined) pool.begin(undefined);
    else if (what === 'reset') pool.begin(machine);
    else if (what === 'check-in' || what === 'end') pool.checkIn(machine, what === 'end');
    else pool.order(deviceId, what === 'lock' ? 'lock' : 'unlock');
    look(pool);
  }
}

describe('whatever clones of one name do', () => {
  it('no record ever has two holders, and who is in touch keeps its own', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const inTouch = new Map<Machine, { deviceId: string; untilMs: number }>();
        play(acts, (pool) => {
          const holders = [...pool.records.values()].flatMap(({ holder }) => holder ?? []);
          expect(new Set(holders).size).toBe(holders.length);
          for (const [machine, { deviceId, untilMs }] of inTouch) {
            const begunAnew = machine.deviceId !== deviceId;
            if (pool.nowMs <= untilMs && !begunAnew) expect(pool.records.get(deviceId)?.holder === machine).toBe(true);
          }
          inTouch.clear();
          for (const [deviceId, { holder, heardAtMs, endedAtMs }] of pool.records)
            if (holder !== null && (endedAtMs ?? 0) < heardAtMs)
              inTouch.set(holder, { deviceId, untilMs: heardAtMs + 12 * minute });
        });
      }),
      { numRuns: 500 },
    );
  });

  it('while a lock stands that nobody took back, whoever begins anew is locked', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        play(acts, (pool) => {
          const verdict = judgeClone(pool.earlier(), pool.nowMs);
          const standing = [...pool.orders].filter((deviceId) => !pool.isLockDoneWith(deviceId));
          if (standing.length > 0) expect(verdict.outcome).toBe('locked');
          // And no record that is locked is ever the one that is taken.
          if (verdict.outcome !== 'returns') return;
          const taken = pool.earlier().find(({ deviceId }) => deviceId === verdict.deviceId);
          expect(taken !== undefined && !isLocked(taken)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });
});

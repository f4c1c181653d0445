/** Who holds an identity: a table, and properties over whole lives of one machine, of two, and of a server that was restored. */
import {
  type HeldMark,
  judgeMark,
  markNumber,
  noMark,
  staleTolerated,
} from '@sekisho/server/features/device-copies/mark.rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const now = 1_800_000_000_000;
const hourMs = 3_600_000;
const held: HeldMark = { current: '4.a', next: '5.b', machine: 'M', staleCount: 0, staleAtMs: null };

describe('who shows', () => {
  it.each([
    ['the mark given last', held, '5.b', 'M', { current: '5.b', next: '6.r' }],
    ['the one before, whose answer was lost', held, '4.a', 'M', { current: '4.a', next: '6.r' }],
    ['nothing, and nothing was given', noMark, null, 'M', { current: null, next: '1.r', machine: 'M' }],
    ['one that a restored server has forgotten', held, '9.z', 'M', { current: '9.z', next: '10.r' }],
    ['one that a server knows nothing of', noMark, '3.x', null, { current: '3.x', next: '4.r' }],
    ['an old one, of the same machine', held, '2.o', 'M', { current: '2.o', next: '6.r', staleCount: 1 }],
    ['none any more, of the same machine', held, null, 'M', { current: null, next: '6.r', staleCount: 1 }],
    ['the right one, saying nothing of the machine', held, '5.b', null, { current: '5.b', machine: 'M' }],
  ] as const)('%s is the holder', (_what, before, mark, machine, after) => {
    expect(judgeMark(before, { mark, machine }, 'r', now)).toEqual({
      holder: true,
      held: expect.objectContaining(after),
    });
  });

  it.each([
    ['the right mark on another machine', held, '5.b', 'N'],
    ['an old mark on another machine', held, '2.o', 'N'],
    ['an old mark, saying nothing of the machine', held, '2.o', null],
    ['the number given last with other random bits', { ...held, machine: null }, '5.x', null],
    ['an old mark once too often', { ...held, staleCount: staleTolerated, staleAtMs: now - hourMs }, '2.o', 'M'],
  ] as const)('%s is a copy', (_what, before, mark, machine) => {
    expect(judgeMark(before, { mark, machine }, 'r', now)).toEqual({ holder: false });
  });

  it('went back to old states days apart stays the holder', () => {
    let state: HeldMark = held;
    for (let day = 0; day < 30; day += 1) {
      const verdict = judgeMark(state, { mark: '1.old', machine: 'M' }, `r${day}`, now + day * 25 * hourMs);
      if (!verdict.holder) throw new Error(`day ${day}`);
      state = verdict.held;
    }
  });
});

/** A machine with the mark on its disk; whether the answer reaches it, the script says. */
class Machine {
  mark: string | null = null;
  readonly name: string | null;
  isOwn = false;
  constructor(name: string | null, mark: string | null = null) {
    this.name = name;
    this.mark = mark;
  }
}

class Server {
  held: HeldMark = noMark;
  #count = 0;
  #nowMs = now;
  /** @returns whether it is taken for the holder */
  show(machine: Machine, answered: boolean): boolean {
    this.#nowMs += hourMs;
    this.#count += 1;
    const verdict = judgeMark(this.held, { mark: machine.mark, machine: machine.name }, `r${this.#count}`, this.#nowMs);
    if (!verdict.holder) return false;
    this.held = verdict.held;
    if (answered) machine.mark = verdict.held.next;
    return true;
  }
}

const name = fc.constantFrom('M', null);

describe('properties', () => {
  it('a machine alone is always the holder, whatever answers are lost, and however far back the server is restored', () => {
    const step = fc.constantFrom('answered', 'lost', 'saved', 'restored');
    fc.assert(
      fc.property(name, fc.array(step, { maxLength: 60 }), (of, steps) => {
        const [machine, server] = [new Machine(of), new Server()];
        let backup = server.held;
        for (const each of steps) {
          if (each === 'saved') backup = server.held;
          else if (each === 'restored') server.held = backup;
          else expect(server.show(machine, each === 'answered')).toBe(true);
        }
      }),
    );
  });

  it('two machines with one identity do not both stay, and who is left is never taken for a copy', () => {
    const turn = fc.record({ first: fc.boolean(), answered: fc.boolean() });
    fc.assert(
      fc.property(
        name,
        fc.array(turn, { minLength: 40, maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (of, turns, life) => {
          const server = new Server();
          const original = new Machine(of);
          for (let each = 0; each < life; each += 1) server.show(original, true);
          const copy = new Machine(of, original.mark);
          const machines = [original, copy];
          const parted: Machine[] = [];
          for (const { first, answered } of turns) {
            const machine = machines[first ? 0 : 1] ?? original;
            if (machine.isOwn || server.show(machine, answered)) continue;
            machine.isOwn = true;
            parted.push(machine);
          }
          expect(parted.length).toBeLessThanOrEqual(1);
          const busy = ({ first, answered }: (typeof turns)[number], index: number) =>
            answered && first !== turns[index - 1]?.first;
          if (turns.filter(busy).length > 8) expect(parted).toHaveLength(1);
        },
      ),
    );
  });

  it('on another machine it is noticed at the first word', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), (life) => {
        const [server, original] = [new Server(), new Machine('M')];
        for (let each = 0; each < life; each += 1) server.show(original, true);
        expect(server.show(new Machine('N', original.mark), true)).toBe(false);
        expect(server.show(original, true)).toBe(true);
      }),
    );
  });

  it('numbers only rise', () => {
    fc.assert(
      fc.property(fc.option(fc.nat(1_000)), fc.option(fc.nat(1_000)), (next, shown) => {
        const before = { ...noMark, next: next === null ? null : `${next}.n` };
        const mark = shown === null ? null : `${shown}.s`;
        const verdict = judgeMark(before, { mark, machine: 'M' }, 'r', now);
        if (verdict.holder) expect(markNumber(verdict.held.next)).toBeGreaterThan(Math.max(next ?? 0, shown ?? 0));
      }),
    );
  });
});

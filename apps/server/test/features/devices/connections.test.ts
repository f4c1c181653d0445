/** Live connections with a clock of the test's own: pinged, dropped when silent, woken at a bounded pace. */
import { closeCodes, createConnections, wakesPerSecond } from '@sekisho/server/features/live/connections';
import type { Timers } from '@sekisho/server/platform/clock';
import { describe, expect, it } from 'vitest';

interface Task {
  atMs: number;
  readonly everyMs: number | null;
  readonly run: () => void;
}

class TestTimers implements Timers {
  nowMs = 0;
  /** How much later than asked a task runs. */
  lateMs = 0;
  readonly tasks = new Set<Task>();

  after(delayMs: number, run: () => void): () => void {
    return this.#add({ atMs: this.nowMs + delayMs, everyMs: null, run });
  }

  every(intervalMs: number, run: () => void): () => void {
    return this.#add({ atMs: this.nowMs + intervalMs, everyMs: intervalMs, run });
  }

  pass(ms: number): void {
    const end = this.nowMs + ms;
    for (;;) {
      const [next] = [...this.tasks].filter(({ atMs }) => atMs <= end).sort((left, right) => left.atMs - right.atMs);
      if (next === undefined) break;
      this.nowMs = next.atMs + this.lateMs;
      if (next.everyMs === null) this.tasks.delete(next);
      else next.atMs += next.everyMs;
      next.run();
    }
    this.nowMs = end;
  }

  #add(task: Task): () => void {
    this.tasks.add(task);
    return () => this.tasks.delete(task);
  }
}

function world(processes = 1) {
  const timers = new TestTimers();
  const counted: number[] = [];
  const connections = createConnections({
    clock: { monotonicMs: () => timers.nowMs },
    timers,
    processes,
    onWoken: (count) => counted.push(count),
  });
  const connect = (deviceId: string, organizationId = 'o') => {
    const log: string[] = [];
    const socket = {
      send: (text: string) => log.push(`send ${text}`),
      ping: () => log.push('ping'),
      close: (code: number) => log.push(`close ${code}`),
      terminate: () => log.push('terminate'),
    };
    return { log, ...connections.add({ organizationId, deviceId }, socket) };
  };
  return { timers, connections, connect, counted };
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

const woken = 'send {"type":"check-in"}';

describe('live connections', () => {
  it('are pinged, kept while they answer, and dropped when they are silent for a whole interval', () => {
    const { timers, connections, connect } = world();
    const [lively, silent] = [connect('a'), connect('b')];
    timers.pass(30_000);
    expect([lively.log, silent.log]).toEqual([['ping'], ['ping']]);
    lively.alive();
    timers.pass(30_000);
    expect(lively.log).toEqual(['ping', 'ping']);
    expect(silent.log).toEqual(['ping', 'terminate']);
    expect(connections.size()).toBe(1);
  });

  it('need no timer when there is none', () => {
    const { timers, connect } = world();
    const one = connect('a');
    one.gone();
    expect(timers.tasks.size).toBe(0);
  });

  it('are one per device; the end of the older takes nothing from the newer', () => {
    const { connections, connect } = world();
    const first = connect('a');
    const second = connect('a');
    expect(first.log).toEqual([`close ${closeCodes.replaced}`]);
    first.gone();
    expect(connections.connectedIn('o')).toEqual(['a']);
    connections.wake(['a']);
    expect(second.log).toEqual([woken]);
  });

  it('are woken once for many wakes at once, and only those named', () => {
    const { timers, connections, connect, counted } = world();
    const [one, other] = [connect('a'), connect('b')];
    connections.wake(['a', 'a', 'unknown']);
    timers.pass(100);
    expect([one.log, other.log]).toEqual([[woken], []]);
    expect(counted).toEqual([1]);
  });

  it.each([1, 2, 7, 100_000])(
    'are woken at a bounded pace, which %i processes share: 100,000 take less than ten seconds',
    (processes) => {
      const { timers, connections, connect, counted } = world(processes);
      for (let index = 0; index < 5_000; index += 1) connect(`d${index}`);
      connections.wakeAll();
      timers.pass(200);
      const share = 625 / processes;
      expect(counted.slice(1).every((count) => count === 1 || Math.abs(count - share) < 1)).toBe(true);
      expect(counted).toHaveLength(5);
      expect(sumOf(counted)).toBe(Math.max(4, 5 * Math.floor(share)));
      expect(100_000 / wakesPerSecond).toBeLessThan(10);
    },
  );

  it.each([10, 150, 950])('are not woken in a crowd by a turn that comes %i ms late', (lateMs) => {
    const { timers, connections, connect, counted } = world();
    for (let index = 0; index < 10_000; index += 1) connect(`d${index}`);
    connections.wakeAll();
    timers.lateMs = lateMs;
    timers.pass(50);
    expect(sumOf(counted)).toBe(2 * 625);
  });

  it('are not woken faster by being asked for in parts', () => {
    const { timers, connections, connect, counted } = world();
    for (let index = 0; index < 700; index += 1) connect(`d${index}`);
    for (let index = 0; index < 700; index += 1) connections.wake([`d${index}`]);
    expect(sumOf(counted)).toBe(625);
    timers.pass(50);
    expect(sumOf(counted)).toBe(700);
  });

  it('are woken at once where somebody waits, whoever else is on the way, and then not once more', () => {
    const { timers, connections, connect } = world();
    for (let index = 0; index < 5_000; index += 1) connect(`d${index}`);
    const last = connect('last');
    connections.wakeAll();
    expect(last.log).toEqual([]);
    connections.wakeNow(['last', 'unknown']);
    expect(last.log).toEqual([woken]);
    timers.pass(1_000);
    expect(last.log).toEqual([woken]);
  });

  it('are pinged in turn, so that no moment has more than its share', () => {
    const { timers, connect } = world();
    const logs = Array.from({ length: 3_000 }, (_, index) => connect(`d${index}`).log);
    const pings = () => logs.reduce((sum, log) => sum + log.length, 0);
    for (let second = 1; second <= 30; second += 1) {
      timers.pass(1_000);
      expect(pings()).toBe(second * 100);
    }
    expect(new Set(logs.map((log) => log.join()))).toEqual(new Set(['ping']));
  });

  it('know which devices of an organization are here', () => {
    const { connections, connect } = world();
    connect('a', 'x');
    const b = connect('b', 'x');
    connect('c', 'y');
    b.gone();
    expect([connections.connectedIn('x'), connections.connectedIn('y'), connections.connectedIn('z')]).toEqual([
      ['a'],
      ['c'],
      [],
    ]);
  });

  it('are closed with a code that says why', () => {
    const { connections, connect } = world();
    const [one, other] = [connect('a'), connect('b')];
    connections.closeDevice('a');
    connections.closeDevice('unknown');
    one.gone();
    connections.closeAll();
    expect([one.log, other.log]).toEqual([
      [`close ${closeCodes.deregistered}`],
      ['send {"type":"reconnect","withinMs":2000}', `close ${closeCodes.stopping}`],
    ]);
  });

  it('are told to come back over a time that fits their number', () => {
    const { connections, connect } = world();
    const all = Array.from({ length: 10_000 }, (_, index) => connect(`d${index}`));
    connections.closeAll();
    expect(all[9_999]?.log[0]).toBe('send {"type":"reconnect","withinMs":5000}');
  });
});

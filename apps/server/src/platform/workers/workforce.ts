/** The workers of one machine: started, started again when they end by themselves, replaced one by one, stopped. */
import cluster, { type Worker } from 'node:cluster';
import { clearTimeout, setTimeout } from 'node:timers';
import { createCollector, tell } from './collector.ts';
import { announcingVariable, type FromWorker } from './messages.ts';
import { restartAfter } from './restart.rules.ts';

export interface WorkforceInput {
  readonly size: number;
  readonly complain: (line: string) => void;
}

export interface Workforce {
  /** The first alone, for it may have a database to make; then the rest. What is to be announced, or the exit code of a first one that failed. */
  begin(): Promise<readonly string[] | number>;
  /** New ones for all, one after another: each serves before its predecessor leaves. Asked for meanwhile, it is done once more. */
  replaceAll(): Promise<void>;
  /** Whether all ended as they should. */
  stop(): Promise<boolean>;
}

interface Exit {
  readonly code: number;
  readonly how: string;
}

interface Member {
  readonly worker: Worker;
  readonly begunMs: number;
  /** What it announces, or `null` when it ended before. */
  readonly ready: Promise<readonly string[] | null>;
  readonly ended: Promise<Exit>;
  serves: boolean;
}

/** Always one worker in it. */
interface Place {
  member: Member | null;
  earlyEnds: number;
  /** Its next one is on the way, so that the end of the present one needs no other. */
  replacing: boolean;
}

/** How long one that is replaced still answers on connections it has, asking each client to make a new one. */
const lingerMs = 2_000;
/** Longer than any orderly stop takes. */
const killAfterMs = 40_000;

function retire(member: Member, linger: number): Promise<Exit> {
  member.serves = false;
  tell(member, { type: 'stop', lingerMs: linger });
  const timer = setTimeout(() => member.worker.process.kill('SIGKILL'), killAfterMs);
  return member.ended.finally(() => clearTimeout(timer));
}

export function createWorkforce({ size, complain }: WorkforceInput): Workforce {
  const all = new Set<Member>();
  const places: Place[] = Array.from({ length: size }, () => ({ member: null, earlyEnds: 0, replacing: false }));
  let diedUnasked = 0;
  let stopping = false;
  let restarts = new Set<NodeJS.Timeout>();
  let replacing: Promise<void> | null = null;
  let again = false;
  const serving = () => [...all].filter(({ serves }) => serves);
  const collector = createCollector(serving, () => ({ running: serving().length, diedUnasked }));

  function enlist(announces: boolean): Member {
    const worker = cluster.fork(announces ? { [announcingVariable]: '1' } : {});
    const ready = Promise.withResolvers<readonly string[] | null>();
    const ended = Promise.withResolvers<Exit>();
    const begunMs = performance.now();
    const member: Member = { worker, begunMs, ready: ready.promise, ended: ended.promise, serves: false };
    all.add(member);
    worker.on('message', (message: FromWorker) => {
      if (message.type !== 'ready') return collector.receive(member, message);
      member.serves = true;
      ready.resolve(message.announcements);
    });
    // A channel that breaks is the end of the worker, which is told by 'exit'.
    worker.on('error', () => {});
    worker.once('exit', (code: number | null, signal: string | null) => {
      all.delete(member);
      ready.resolve(null);
      ended.resolve({ code: code ?? 1, how: signal ?? `code ${code}` });
    });
    return member;
  }

  function take(place: Place, member: Member): void {
    place.member = member;
    member.ended.then((exit) => lose(place, member, exit));
  }

  function lose(place: Place, member: Member, { how }: Exit): void {
    if (stopping || place.replacing || place.member !== member) return;
    diedUnasked += 1;
    const livedMs = performance.now() - member.begunMs;
    const { delayMs, earlyEnds } = restartAfter({ livedMs, earlyEnds: place.earlyEnds });
    place.earlyEnds = earlyEnds;
    place.member = null;
    complain(`Worker ${member.worker.process.pid} ended by itself (${how}); another is started in ${delayMs} ms.`);
    const timer = setTimeout(() => {
      restarts.delete(timer);
      take(place, enlist(false));
    }, delayMs);
    restarts.add(timer);
  }

  async function replace(place: Place): Promise<boolean> {
    const old = place.member;
    if (old === null || stopping) return true;
    place.replacing = true;
    const fresh = enlist(false);
    const stands = (await fresh.ready) !== null;
    place.replacing = false;
    if (stands) {
      take(place, fresh);
      await retire(old, lingerMs);
    } else if (!all.has(old)) lose(place, old, await old.ended);
    return stands;
  }

  async function replaceEach(): Promise<void> {
    do {
      again = false;
      for (const place of places) {
        if (stopping) return;
        if (await replace(place)) continue;
        complain('A new worker did not start; those that run stay.');
        return;
      }
    } while (again);
  }

  return {
    async begin() {
      const [first, ...rest] = places;
      if (first === undefined) throw new RangeError('no workers');
      const member = enlist(true);
      const announcements = await member.ready;
      if (announcements === null) return (await member.ended).code;
      take(first, member);
      for (const place of rest) take(place, enlist(false));
      await Promise.all(rest.map(({ member }) => member?.ready));
      return announcements;
    },
    replaceAll() {
      again = true;
      replacing ??= replaceEach().finally(() => {
        replacing = null;
      });
      return replacing;
    },
    async stop() {
      stopping = true;
      for (const timer of restarts) clearTimeout(timer);
      restarts = new Set();
      const exits = await Promise.all([...all].map((member) => retire(member, 0)));
      return exits.every(({ code }) => code === 0);
    },
  };
}

/** Screen, power and wipe: what has been asked of the machine, what came of it, and the steps that ask. */

import { isErrorCode } from '@sekisho/contracts';
import type { Screen as ScreenName } from '@sekisho/lock';
import { createBackoff } from '../backoff.ts';
import type { StepMap } from '../plan/step.ts';
import { refuseStep } from '../plan/step.ts';
import { notSupportedHere, type ScreenEvent, type ShownScreen } from '../ports/machine.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { MemoryChange, NewItem } from './device-memory.ts';

/** A shut-down waits this long for its own report to get through. */
const reportBeforePowerOffMs = 5_000;

export interface MachineKeeper {
  readonly steps: Pick<StepMap, 'show-screen' | 'hide-screen' | 'shut-down' | 'wipe'>;
  readonly asked: () => ScreenName | 'unknown';
  /** What is on the screen as far as the platform has said; null: not known. */
  readonly shown: () => ScreenName | null;
  readonly shuttingDown: () => boolean;
  readonly wiping: () => string | null;
  /** A lock that could not be stored covers the desktop all the same; `null` when what is stored counts again. */
  cover(screen: ShownScreen | null): void;
  readonly covered: () => ShownScreen | null;
  retryScreen(): void;
  powerOff(): void;
}

export function createMachineKeeper(context: AgentContext, wanted: () => ScreenName): MachineKeeper {
  const { ports, memory, wheel } = context;
  const backoff = createBackoff({ baseMs: 1_000, capMs: 30_000 }, () => ports.random.fraction());
  let asked: ScreenName | 'unknown' = 'unknown';
  let shown: ScreenName | null = null;
  let cover: ShownScreen | null = null;
  let failing = false;
  let shuttingDown = false;
  let wiping: string | null = null;

  function onScreen(event: ScreenEvent): void {
    if (event.type === 'shown') onShown(event);
    else if (event.type === 'hidden') onHidden();
    else onFailed(event.reason);
  }

  function onShown({ screen, by }: Extract<ScreenEvent, { type: 'shown' }>): void {
    if (screen !== wanted()) return;
    failing = false;
    backoff.reset();
    wheel.set('screen', null);
    if (shown === screen) return;
    shown = screen;
    context.observe({ type: 'screen', screen });
    const { cause } = memory.vital;
    const first = cause !== null && !cause.shown;
    const commandId = first ? { commandId: cause.commandId } : {};
    const item: NewItem = {
      kind: 'event',
      at: memory.now(),
      what: 'screen-shown',
      ...commandId,
      detail: { screen, by },
    };
    record(context, { items: [item], ...(first ? { vital: { cause: { ...cause, shown: true } } } : {}) });
  }

  function onHidden(): void {
    const before = shown;
    shown = 'none';
    if (before === null || before === 'none') return;
    context.observe({ type: 'screen', screen: 'none' });
    record(context, { items: [{ kind: 'event', at: memory.now(), what: 'screen-hidden' }] });
  }

  function onFailed(reason: string): void {
    shown = null;
    wheel.set('screen', ports.timers.nowMs() + backoff.next());
    if (failing) return;
    failing = true;
    ports.log.error('the lock screen could not be shown', { reason });
    const detail = { reason: reason.slice(0, 500) };
    record(context, { items: [{ kind: 'event', at: memory.now(), what: 'screen-failed', detail }] });
  }

  ports.platform.screen.listen(onScreen);
  return {
    steps: {
      'show-screen': ({ screen }) => {
        asked = screen;
        return attempt(() =>
          ports.platform.screen.show({ screen, organizationName: memory.identity.organizationName }),
        );
      },
      'hide-screen': () => {
        asked = 'none';
        failing = false;
        wheel.set('screen', null);
        return attempt(() => ports.platform.screen.hide());
      },
      'shut-down': () => {
        shuttingDown = true;
        return beginShutDown(context);
      },
      wipe: ({ commandId }) => {
        wiping = commandId;
        return beginWipe(context, commandId);
      },
    },
    asked: () => asked,
    shown: () => shown,
    shuttingDown: () => shuttingDown,
    wiping: () => wiping,
    covered: () => cover,
    cover(screen) {
      cover = screen;
    },
    retryScreen() {
      asked = 'unknown';
      context.reconcile();
    },
    powerOff() {
      if (!shuttingDown) return;
      shuttingDown = false;
      wheel.set('power', null);
      const { power } = ports.platform;
      if (power !== notSupportedHere)
        power.shutDown().catch((error) => reportFailedShutDown(context, messageOf(error)));
    },
  };

  /** A port that throws has failed: it is asked again like one that said so. */
  function attempt(act: () => void): { ok: true } {
    try {
      act();
    } catch (error) {
      onFailed(messageOf(error));
    }
    return { ok: true };
  }
}

/** What is only told, not enforced: where it cannot be stored, the lock stands all the same. */
function record(context: AgentContext, change: MemoryChange): void {
  try {
    context.memory.commit(change);
  } catch (error) {
    context.ports.log.error('an event could not be stored', { reason: messageOf(error) });
  }
}

/** The intention is taken off the store before the power goes: a device must not shut down at every start. */
function beginShutDown(context: AgentContext): ReturnType<StepMap['shut-down']> {
  const { memory, ports, wheel } = context;
  const supported = ports.platform.power !== notSupportedHere;
  const what = supported ? 'shut-down' : 'shut-down-failed';
  const detail = supported ? {} : { detail: { code: notSupportedHere } };
  record(context, { vital: { shutDownPending: false }, items: [{ kind: 'event', at: memory.now(), what, ...detail }] });
  if (!supported) return refuseStep();
  wheel.set('power', ports.timers.nowMs() + reportBeforePowerOffMs);
  return { ok: true };
}

function reportFailedShutDown(context: AgentContext, reason: string): void {
  const detail = { reason: reason.slice(0, 500) };
  record(context, { items: [{ kind: 'event', at: context.memory.now(), what: 'shut-down-failed', detail }] });
}

function beginWipe(context: AgentContext, commandId: string): ReturnType<StepMap['wipe']> {
  const { wipe } = context.ports.platform;
  const settle = (outcome: 'done' | 'refused', code?: string): void => {
    const why = code === undefined ? {} : { code };
    const item: NewItem = { kind: 'result', at: context.memory.now(), commandId, outcome, ...why };
    record(context, { used: [{ id: commandId, outcome, ...why }], items: [item] });
  };
  if (wipe === notSupportedHere) {
    settle('refused', notSupportedHere);
    return refuseStep();
  }
  wipe.wipe(commandId).then(
    (result) =>
      result.ok ? settle('done') : settle('refused', isErrorCode(result.code) ? result.code : 'internal-error'),
    (error: unknown) => {
      context.ports.log.error('the wipe failed', { reason: messageOf(error) });
      settle('refused', 'internal-error');
    },
  );
  return { ok: true };
}

/** Steps as data: all the agent ever does to its machine, and for each the one who carries it out. */
import type { ErrorCode, ProxySettings } from '@sekisho/contracts';
import type { ShownScreen } from '../ports/machine.ts';

export type Step =
  | { readonly kind: 'show-screen'; readonly screen: ShownScreen }
  | { readonly kind: 'hide-screen' }
  | { readonly kind: 'shut-down' }
  | { readonly kind: 'wipe'; readonly commandId: string }
  | { readonly kind: 'use-proxy'; readonly proxy: ProxySettings | null }
  | { readonly kind: 'upload-inventory' }
  | { readonly kind: 'sample-location' }
  | { readonly kind: 'open-live' }
  | { readonly kind: 'close-live' }
  | { readonly kind: 'watch-networks' }
  | { readonly kind: 'unwatch-networks' }
  | { readonly kind: 'watch-sims' }
  | { readonly kind: 'unwatch-sims' }
  | { readonly kind: 'confirm-version' }
  | { readonly kind: 'prepare-update' }
  | { readonly kind: 'switch-version' };

export type StepKind = Step['kind'];
export type StepOf<Kind extends StepKind> = Extract<Step, { kind: Kind }>;

export type StepOutcome = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };

/** Starts a step and returns at once; what takes long runs on by itself, and the next plan sees that it has begun. */
export type Executor<Kind extends StepKind> = (step: StepOf<Kind>) => StepOutcome;

/** One executor for every step: a step without one does not compile. */
export type StepMap = { readonly [Kind in StepKind]: Executor<Kind> };

/** The honest executor of a platform that cannot do it. */
export function refuseStep(): StepOutcome {
  return { ok: false, code: 'not-supported-here' };
}

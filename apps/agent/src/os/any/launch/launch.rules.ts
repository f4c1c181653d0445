/**
 * Which version of the agent runs: the installed one, the one that was confirmed last, or one on trial. Pure. The launcher that decides
 * by this is never updated itself; what it reads and writes here stays as it is for good.
 */

/** A version that has to show that it can check in. */
export interface Trial {
  readonly version: string;
  /** What it was begun from, and by whose wish. */
  readonly from: string;
  readonly rollout: string;
  readonly attempt: number;
  /** How long each try may take to be confirmed. */
  readonly patienceMs: number;
  readonly tries: number;
}

/** What became of the last trial, until the server has been told. */
export interface TrialEnd {
  readonly version: string;
  readonly from: string;
  readonly rollout: string;
  readonly attempt: number;
  /** `null`: it was confirmed. */
  readonly fault: 'did-not-start' | 'did-not-check-in' | null;
}

export interface LaunchState {
  /** The installed version this was written over: after another has been installed, nothing here counts. */
  readonly base: string;
  /** Confirmed; `null`: the installed one. */
  readonly current: string | null;
  readonly trial: Trial | null;
  readonly ended: TrialEnd | null;
}

export const mostTries = 3;

export interface LaunchFacts {
  readonly baseVersion: string;
  /** Whether the folder of a version is there. */
  readonly has: (version: string) => boolean;
  /** Whether the agent itself is started, or just one of its commands. */
  readonly starts: boolean;
}

export interface LaunchDecision {
  /** `null`: the installed one. */
  readonly version: string | null;
  /** To be written before anything is started; then a trial that dies has been counted. */
  readonly state: LaunchState;
  /** This start is a try of it. */
  readonly trial: Trial | null;
}

export function freshState(base: string): LaunchState {
  return { base, current: null, trial: null, ended: null };
}

export function decideLaunch(stored: LaunchState | null, { baseVersion, has, starts }: LaunchFacts): LaunchDecision {
  const state = stored?.base === baseVersion ? stored : freshState(baseVersion);
  const current = state.current !== null && has(state.current) ? state.current : null;
  const { trial } = state;
  if (!starts || trial === null) return { version: current, state, trial: null };
  if (trial.tries >= mostTries || !has(trial.version))
    return { version: current, state: endTrial(state, 'did-not-start'), trial: null };
  const counted = { ...trial, tries: trial.tries + 1 };
  return { version: trial.version, state: { ...state, trial: counted }, trial: counted };
}

/** @param fault `null`: it is the current version from now on */
export function endTrial(state: LaunchState, fault: TrialEnd['fault']): LaunchState {
  if (state.trial === null) return state;
  const { version, from, rollout, attempt } = state.trial;
  const ended = { version, from, rollout, attempt, fault };
  return { ...state, current: fault === null ? version : state.current, trial: null, ended };
}

/** Whether the trial in `state` is this very one, and this very try of it. */
export function isSameTry(state: LaunchState | null, { version, rollout, attempt, tries }: Trial): boolean {
  const now = state?.trial ?? null;
  return now?.version === version && now.rollout === rollout && now.attempt === attempt && now.tries === tries;
}

const versionPattern = /^\d{1,5}(\.\d{1,5}){2}$/;

/** `null`: there is none, or it is damaged, and then nothing in it counts. */
export function parseLaunchState(text: string | null): LaunchState | null {
  try {
    const value = JSON.parse(text ?? '') as LaunchState;
    const { base, current, trial, ended } = value;
    const sound =
      isVersion(base) &&
      (current === null || isVersion(current)) &&
      (trial === null || (isAbout(trial) && isCount(trial.patienceMs) && isCount(trial.tries))) &&
      (ended === null || (isAbout(ended) && [null, 'did-not-start', 'did-not-check-in'].includes(ended.fault)));
    return sound ? value : null;
  } catch {
    return null;
  }
}

const isVersion = (value: unknown) => typeof value === 'string' && versionPattern.test(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

function isAbout({ version, from, rollout, attempt }: Omit<TrialEnd, 'fault'>): boolean {
  return isVersion(version) && isVersion(from) && typeof rollout === 'string' && isCount(attempt);
}

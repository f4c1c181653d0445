/** Carries steps out, one plan at a time: what a step sets off meanwhile is looked at in the next round, never in between. */
import type { Step, StepKind, StepMap, StepOutcome } from './step.ts';

/** More rounds than this without coming to rest is a fault of a port, not work. */
const maxRounds = 8;

export interface Runner {
  /** Plans and runs until nothing is left to do. Called from within a step, it only asks for another round. */
  reconcile(): void;
}

/** @param refused told of every step that could not be carried out; the plan goes on with the next one */
export function createRunner(
  nextSteps: () => readonly Step[],
  steps: StepMap,
  refused: (step: Step, outcome: Extract<StepOutcome, { ok: false }>) => void,
): Runner {
  let running = false;
  let again = false;

  function round(): boolean {
    again = false;
    const todo = nextSteps();
    for (const step of todo) {
      const outcome = carryOut(steps, step);
      if (!outcome.ok) refused(step, outcome);
    }
    return todo.length > 0 || again;
  }

  return {
    reconcile() {
      again = true;
      if (running) return;
      running = true;
      try {
        for (let rounds = 0; rounds < maxRounds && round(); rounds += 1);
      } finally {
        running = false;
      }
    },
  };
}

function carryOut<Kind extends StepKind>(steps: StepMap, step: Extract<Step, { kind: Kind }>): StepOutcome {
  const execute = steps[step.kind] as (step: Step) => StepOutcome;
  return execute(step);
}

// A running screen process as the agent sees it.

export interface ScreenProcess {
  writeLine(line: string): void;
  kill(): void;
  /** Lets it run on without the agent. */
  release(): void;
}

interface ScreenProcessListener {
  line(text: string): void;
  /** Called once; `code` is null when a signal ended it. */
  exited(code: number | null): void;
}

/** Starts `agent lock-screen …args`. Never throws: what cannot be started exits with a code. */
export type StartScreenProcess = (args: readonly string[], listener: ScreenProcessListener) => ScreenProcess;

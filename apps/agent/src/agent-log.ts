/** The agent's log: one JSON object a line, with nothing secret in it. */
import type { Log, LogFields } from '@sekisho/agent-core';

export interface AgentLog extends Log {
  close(): void;
}

type Level = 'info' | 'warn' | 'error';

/** Formats a line; `write` gets it with its line end. */
export function createAgentLog(write: (line: string) => void, nowMs: () => number, close: () => void): AgentLog {
  const say =
    (level: Level) =>
    (message: string, fields: LogFields = {}) => {
      const time = new Date(nowMs()).toISOString();
      write(`${JSON.stringify({ time, level, message, ...fields })}\n`);
    };
  return { info: say('info'), warn: say('warn'), error: say('error'), close };
}

/** Reads and writes the agent's configuration: whole, then renamed; for root only, as a proxy's address may hold a password. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { Check } from 'typebox/value';
import { AgentConfig } from '../../agent-config.ts';

export async function readConfigFile(file: string): Promise<AgentConfig | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Check(AgentConfig, value) ? value : null;
  } catch {
    return null;
  }
}

export async function writeConfigFile(file: string, config: AgentConfig): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(config, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

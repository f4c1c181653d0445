/** Reads and writes the agent's configuration: whole, then renamed; for root only, as a proxy's address may hold a password. */
import { readFile } from 'node:fs/promises';
import { Check } from 'typebox/value';
import { AgentConfig } from '../../agent-config.ts';
import { writeWhole } from './whole-file.ts';

/** Before 0.2.0 a proxy was its address alone. */
function upToDate(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('proxy' in value) || typeof value.proxy !== 'string')
    return value;
  const url = value.proxy.replace(/^(https?:\/\/[^/?#]+).*$/, '$1');
  return { ...value, proxy: { mode: 'manual', url, bypass: '' } };
}

export async function readConfigFile(file: string): Promise<AgentConfig | null> {
  try {
    const value = upToDate(JSON.parse(await readFile(file, 'utf8')));
    return Check(AgentConfig, value) ? value : null;
  } catch {
    return null;
  }
}

export async function writeConfigFile(file: string, config: AgentConfig): Promise<void> {
  writeWhole(file, `${JSON.stringify(config, null, 2)}\n`);
}

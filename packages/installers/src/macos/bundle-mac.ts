/** The agent for macOS in one script: what only other systems need is left out of it. */
import { bundleOptions, contentsOf, licencesOf } from '../bundle.ts';

export interface MacBundle {
  readonly agent: Uint8Array;
  readonly thirdPartyLicences: string;
}

/** @throws with esbuild's messages when it does not build */
export async function bundleMacAgent(): Promise<MacBundle> {
  const { build } = await import('esbuild');
  const agent = await build(bundleOptions('apps/agent/src/main.ts', 'node22', { 'process.platform': '"darwin"' }));
  return { agent: contentsOf(agent.outputFiles), thirdPartyLicences: await licencesOf([agent]) };
}

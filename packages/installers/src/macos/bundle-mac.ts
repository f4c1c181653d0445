/** The agent for macOS in one script: what only other systems need is left out of it. */
import { bundleOptions, contentsOf, launcherEntry, licencesOf } from '../bundle.ts';

export interface MacBundle {
  readonly agent: Uint8Array;
  readonly launcher: Uint8Array;
  readonly thirdPartyLicences: string;
}

/** @throws with esbuild's messages when it does not build */
export async function bundleMacAgent(): Promise<MacBundle> {
  const { build } = await import('esbuild');
  const define = { 'process.platform': '"darwin"' };
  const [agent, launcher] = await Promise.all([
    build(bundleOptions('apps/agent/src/main.ts', 'node22', define)),
    build(bundleOptions(launcherEntry, 'node22', define)),
  ]);
  return {
    agent: contentsOf(agent.outputFiles),
    launcher: contentsOf(launcher.outputFiles),
    thirdPartyLicences: await licencesOf([agent]),
  };
}

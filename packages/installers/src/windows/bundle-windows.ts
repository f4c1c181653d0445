/** The agent for Windows: its script and that of its lock screen; what only other systems need is left out. */
import { bundleOptions, contentsOf, licencesOf, screensApart } from '../bundle.ts';

export interface WindowsBundle {
  readonly agent: Uint8Array;
  readonly lockScreen: Uint8Array;
  readonly thirdPartyLicences: string;
}

const define = { 'process.platform': '"win32"' };

/** @throws with esbuild's messages when it does not build */
export async function bundleWindowsAgent(): Promise<WindowsBundle> {
  const { build } = await import('esbuild');
  const [agent, lockScreen] = await Promise.all([
    build({ ...bundleOptions('apps/agent/src/main.ts', 'node22', define), plugins: [screensApart] }),
    build(bundleOptions('apps/agent/src/os/windows/lock-screen/screen-entry.ts', 'node22', define)),
  ]);
  return {
    agent: contentsOf(agent.outputFiles),
    lockScreen: contentsOf(lockScreen.outputFiles),
    thirdPartyLicences: await licencesOf([agent, lockScreen]),
  };
}

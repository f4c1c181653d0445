/** The agent for Windows: its script, that of its lock screen and that of its window; what only other systems need is left out. */
import { bundleOptions, contentsOf, licencesOf, screensApart } from '../bundle.ts';

export interface WindowsBundle {
  readonly agent: Uint8Array;
  readonly launcher: Uint8Array;
  readonly lockScreen: Uint8Array;
  readonly window: Uint8Array;
  readonly thirdPartyLicences: string;
}

/** One script of the agent. @param entry from the root of the repository @throws with esbuild's messages when it does not build */
export async function bundleForWindows(entry: string) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...bundleOptions(entry, 'node22', { 'process.platform': '"win32"' }),
    plugins: [screensApart],
  });
  return { script: contentsOf(outputFiles), metafile };
}

/** @throws with esbuild's messages when it does not build */
export async function bundleWindowsAgent(): Promise<WindowsBundle> {
  const [agent, launcher, lockScreen, window] = await Promise.all([
    bundleForWindows('apps/agent/src/main.ts'),
    bundleForWindows('apps/agent/src/os/windows/service/launch-entry.ts'),
    bundleForWindows('apps/agent/src/os/windows/lock-screen/screen-entry.ts'),
    bundleForWindows('apps/agent/src/os/windows/window/window-entry.ts'),
  ]);
  return {
    agent: agent.script,
    launcher: launcher.script,
    lockScreen: lockScreen.script,
    window: window.script,
    thirdPartyLicences: await licencesOf([agent, lockScreen, window]),
  };
}

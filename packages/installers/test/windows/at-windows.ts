/** A person before windows of Wine: the keyboard alone, the texts that stand there, and pictures of them for the guide. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '@sekisho/messages';
import { eventually } from '@sekisho/testkit/eventually';
import type { Wine } from '@sekisho/testkit/wine';
import type { XServer } from '@sekisho/testkit/x-server';
import { bundleForWindows } from '../../src/windows/bundle-windows.ts';
import { fetchWindowsRuntime } from '../../src/windows/runtimes.ts';

/** Where pictures go; not wanted otherwise. */
export const picturesFolder = process.env['SEKISHO_TEST_PICTURES'];

export interface Person {
  /** Until a window whose title begins so shows a text. */
  sees(title: string, text: string): Promise<void>;
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Of the largest window whose title begins so, with what stands on it; where pictures are wanted. */
  picture(title: string, name: string): Promise<void>;
}

async function areaOf(x: XServer, window: string) {
  const said = await x.xdotool('getwindowgeometry', '--shell', window);
  const number = (name: string) => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(said)?.[1]);
  return { left: number('X'), top: number('Y'), width: number('WIDTH'), height: number('HEIGHT') };
}

/** Those of Windows, by one of this machine that has Japanese letters. */
const fonts = ['Yu Gothic UI', 'Meiryo UI', 'MS UI Gothic', 'MS Shell Dlg', 'MS Shell Dlg 2', 'Segoe UI', 'Tahoma'];

async function replaceFonts(wine: Wine, language: Language): Promise<void> {
  const key = 'HKEY_CURRENT_USER\\Software\\Wine\\Fonts\\Replacements';
  const lines = fonts.map((font) => `"${font}"="Noto Sans CJK JP"`);
  const text = ['REGEDIT4', '', ...(language === 'ja' ? [`[${key}]`, ...lines] : [`[-${key}]`]), ''];
  writeFileSync(path.join(wine.drive, 'fonts.reg'), text.join('\r\n'));
  await wine.run('regedit', '/S', 'C:\\fonts.reg');
}

export async function sitDown(wine: Wine, x: XServer, language: Language): Promise<Person> {
  const folder = path.join(wine.drive, 'reader');
  const runtime = await fetchWindowsRuntime('x64');
  const { script } = await bundleForWindows('apps/agent/test/os/windows/read-window.ts');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries({
    ...{ 'node.exe': runtime.node, 'koffi.node': runtime.koffi, 'read-window.cjs': script },
  }))
    writeFileSync(path.join(folder, name), content);
  await replaceFonts(wine, language);
  async function read(title: string): Promise<string[]> {
    const { code, output } = await wine.run('C:\\reader\\node.exe', 'C:\\reader\\read-window.cjs', title);
    if (code !== 0) throw new Error(output);
    return (JSON.parse(output) as { texts: string[] }).texts;
  }
  return {
    async sees(title, text) {
      await eventually(
        () => read(title),
        (texts) => texts.some((shown) => shown.includes(text)),
        30_000,
        250,
      );
    },
    press: async (...keys) => void (await x.xdotool('key', '--clearmodifiers', '--delay', '80', ...keys)),
    type: async (text) => void (await x.xdotool('type', '--delay', '30', text)),
    async picture(title, name) {
      if (picturesFolder === undefined) return;
      const windows = (await x.xdotool('search', '--onlyvisible', '--name', `^${title}`)).trim().split('\n');
      const areas = await Promise.all(windows.map((window) => areaOf(x, window)));
      const [largest] = areas.toSorted((one, other) => other.width * other.height - one.width * one.height);
      if (largest === undefined) throw new Error(`no window ${title}`);
      const { width, height, left, top } = largest;
      await x.save(path.join(picturesFolder, `${name}.png`), `${width}x${height}+${left}+${top}`);
    },
  };
}

/** Two beside each other, small enough for the guide. */
export function joinPictures(name: string, parts: readonly string[]): void {
  if (picturesFolder === undefined) return;
  const files = parts.map((part) => path.join(picturesFolder ?? '', `${part}.png`));
  const joined = path.join(picturesFolder, `${name}.png`);
  execFileSync('montage', [...files, '-tile', '2x', '-geometry', '+1+1', '-background', 'white', joined]);
  execFileSync('convert', [joined, '+dither', '-colors', '32', '-depth', '8', '-strip', `png8:${joined}`]);
}

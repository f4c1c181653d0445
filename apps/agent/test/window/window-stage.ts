/** A desktop with the real window on it: X server, session bus, agent; hands that use the keyboard alone, ears of a screen reader. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import type { AgentConfig } from '../../src/agent-config.ts';

const run = promisify(execFile);
const script = path.join(import.meta.dirname, '../../src/main.ts');
const readAloud = path.join(import.meta.dirname, 'read-aloud.py');

export interface Control {
  readonly role: string;
  readonly name: string;
  readonly text: string;
  readonly labels: readonly string[];
  readonly sensitive: boolean;
  readonly focused: boolean;
  readonly focusable: boolean;
  readonly checked: boolean;
  readonly selected: boolean;
  readonly box: readonly [x: number, y: number, width: number, height: number] | null;
}

export interface WindowStage extends AsyncDisposable {
  readonly screen: XServer;
  readonly stateFolder: string;
  /** The agent's command line, to its end. */
  cli(...args: string[]): Promise<{ code: number; said: string }>;
  startAgent(): Promise<void>;
  openWindow(language: 'ja' | 'en'): Promise<Child>;
  /** Keys as xdotool names them. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  read(): Promise<readonly Control[]>;
  /** Reads until something shown has this text in it. */
  hear(text: string | RegExp): Promise<readonly Control[]>;
}

async function startBus(folder: string): Promise<{ address: string; bus: Child }> {
  const bus = startChild('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=unix:dir=${folder}`]);
  const [address] = await bus.waitFor(/^unix:\S+$/m, 10_000);
  return { address, bus };
}

export async function setWindowStage(config: AgentConfig): Promise<WindowStage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-window-'));
  const [stateFolder, runtime] = [path.join(folder, 'state'), path.join(folder, 'runtime')];
  mkdirSync(stateFolder, { mode: 0o700 });
  mkdirSync(runtime, { mode: 0o700 });
  writeFileSync(path.join(stateFolder, 'agent.json'), JSON.stringify(config));
  const screen = await startXServer(1_000, 800);
  const { address, bus } = await startBus(runtime);
  const children: Child[] = [];
  const environment = {
    DISPLAY: screen.display,
    DBUS_SESSION_BUS_ADDRESS: address,
    XDG_RUNTIME_DIR: runtime,
    // The bridge to screen readers, where no desktop's own settings turn it on.
    GTK_MODULES: 'gail:atk-bridge',
    SEKISHO_AGENT_DISPLAYS: '',
    WAYLAND_DISPLAY: undefined,
    https_proxy: undefined,
    no_proxy: undefined,
  };
  const start = (args: string[], env: Record<string, string | undefined> = {}) => {
    const child = startChild(process.execPath, [script, ...args, '--state', stateFolder], {
      env: { ...environment, ...env },
    });
    children.push(child);
    return child;
  };
  const read = async (): Promise<Control[]> => {
    const { stdout } = await run('/usr/bin/python3', [readAloud, 'sekisho'], {
      env: { ...process.env, ...environment },
    });
    return JSON.parse(stdout) as Control[];
  };
  const says = (text: string | RegExp) => (control: Control) =>
    [control.name, control.text].some((said) => (typeof text === 'string' ? said.includes(text) : text.test(said)));
  return {
    screen,
    stateFolder,
    async cli(...args) {
      const child = start(args);
      return { code: (await child.exited) ?? -1, said: child.output() };
    },
    async startAgent() {
      const agent = start(['run']);
      await eventually(
        () => start(['status', '--json']).exited,
        (code) => code === 0 || code === 78,
      );
      if (agent.output() !== '') throw new Error(agent.output());
    },
    async openWindow(language) {
      const locale = language === 'ja' ? 'ja_JP.UTF-8' : 'en_US.UTF-8';
      const child = start(['window'], { LANG: locale, LC_ALL: undefined });
      await screen.xdotool('search', '--sync', '--onlyvisible', '--class', 'sekisho', 'windowfocus', '--sync');
      return child;
    },
    async press(...keys) {
      await screen.xdotool('key', '--clearmodifiers', '--delay', '60', ...keys);
    },
    async type(text) {
      await screen.xdotool('type', '--delay', '20', text);
    },
    read,
    hear: (text) => eventually(read, (controls) => controls.some(says(text)), 30_000, 300),
    async [Symbol.asyncDispose]() {
      for (const child of children.reverse()) await child.stop();
      await bus.stop();
      await screen.stop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(`${stateFolder}.client`, { recursive: true, force: true });
    },
  };
}

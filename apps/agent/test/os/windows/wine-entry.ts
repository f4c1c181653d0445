/** Parts of the agent for Windows by themselves, as Wine runs them: what each tells goes to standard output, a line of JSON each. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { silentLog, type WipeFileTarget } from '@sekisho/agent-core';
import { openLogPlace } from '../../../src/os/any/log-place.ts';
import { readClocks } from '../../../src/os/windows/clocks.ts';
import { lookHere } from '../../../src/os/windows/here.ts';
import { createMeeting } from '../../../src/os/windows/meeting.ts';
import { openPipes } from '../../../src/os/windows/pipes.ts';
import { createInterfaceManager, readReadyStates } from '../../../src/os/windows/surroundings/mobile-broadband.ts';
import { createWifi } from '../../../src/os/windows/surroundings/wifi.ts';
import { readSystemProxy } from '../../../src/os/windows/system-proxy.ts';
import { openWindowsApi } from '../../../src/os/windows/windows-api.ts';
import { createWipe } from '../../../src/os/windows/wipe/machine.ts';
import { modelOfModems } from './model-of-modems.ts';

const { koffi, places } = lookHere({});
const api = openWindowsApi(koffi);
const tell = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await wait(20);
}

const parts: Readonly<Record<string, (...args: string[]) => Promise<void>>> = {
  async wipe(file = '') {
    const wipe = createWipe(api, places);
    for (const target of JSON.parse(readFileSync(file, 'utf8')) as WipeFileTarget[])
      tell(await wipe.remove(target, () => {}));
    tell(await wipe.findEncrypted([]));
  },
  /** Has a file open as programs do that let nobody else at it. */
  async hold(file = '', held = '', release = '') {
    tell(Number(api.kernel.CreateFileW(file, 0x8000_0000, 0, null, 3, 0, 0)) !== -1);
    writeFileSync(held, '');
    await untilThere(release);
  },
  /** Moves the log into the folder and says where each file is. */
  async log(state = '', usual = '', folder = '') {
    const place = openLogPlace(state, usual, api.security.folders);
    tell(place.move(folder));
    tell([place.file(), readFileSync(place.file(), 'utf8')]);
  },
  /** Who may use the pipes, as bytes, and what becomes of whoever asks. */
  async pipes(key = '') {
    const pipes = openPipes(koffi, api.security);
    const meeting = createMeeting(api.registry, pipes, key);
    const served = [
      await meeting.serveControl(async () => ({ did: 'nothing' })),
      await meeting.serveClients(async () => ({ ok: false, failure: 'unregistered' })),
    ];
    for (const name of ['ControlPipe', 'ClientPipe']) {
      const pipe = api.registry.read('machine', key, (values) => values.text(name)) ?? '';
      tell((await pipes.descriptorOf(pipe))?.toString('hex'));
      tell(await openPipes(koffi, { isOwnedByUs: () => false }).ask(pipe, { do: 'status' }));
    }
    tell(await meeting.askAgent({ do: 'status' }));
    const connect = { do: 'connect' } as const;
    for (const request of [connect, { do: 'dance' }, { ...connect, more: 'x'.repeat(4_096) }, connect])
      tell(await meeting.askAsClient(request as typeof connect));
    for (const failure of await Promise.all(Array.from({ length: 4 }, () => meeting.askAsClient(connect))))
      tell(failure);
    for (const each of served) each.close();
    tell(await meeting.askAsClient(connect));
  },
  /** Modems in a model of their interface, in these states: what is read of them, and how many are left unreleased. */
  async modems(...states: string[]) {
    tell(createInterfaceManager(koffi) === null);
    const model = modelOfModems(koffi, states.map(Number));
    tell(readReadyStates(koffi, model.manager));
    tell(model.held());
  },
  async proxy(server = '') {
    tell(await readSystemProxy(api.registry, api.proxyScripts, new URL(server)));
  },
  async surroundings() {
    const networks = await createWifi({ koffi, log: silentLog }).networks();
    const before = readClocks(api.kernel);
    await wait(200);
    tell({ networks, clocks: [before, readClocks(api.kernel)] });
  },
};

const [part = '', ...args] = process.argv.slice(2);
void parts[part]?.(...args);

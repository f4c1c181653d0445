/** Parts of the agent for Windows by themselves, as Wine runs them: what each tells goes to standard output, a line of JSON each. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { silentLog, type WipeFileTarget } from '@sekisho/agent-core';
import { openLogPlace } from '../../../src/os/any/log-place.ts';
import { readClocks } from '../../../src/os/windows/clocks.ts';
import { lookHere } from '../../../src/os/windows/here.ts';
import { createWifi } from '../../../src/os/windows/surroundings/wifi.ts';
import { openWindowsApi } from '../../../src/os/windows/windows-api.ts';
import { createWipe } from '../../../src/os/windows/wipe/machine.ts';

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
  async surroundings() {
    const networks = await createWifi({ koffi, log: silentLog }).networks();
    const before = readClocks(api.kernel);
    await wait(200);
    tell({ networks, clocks: [before, readClocks(api.kernel)] });
  },
};

const [part = '', ...args] = process.argv.slice(2);
void parts[part]?.(...args);

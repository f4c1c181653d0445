/**
 * This machine once more, for what changes it: its files under an overlay in memory, with processes of its own. Whatever is installed or
 * started there is gone at the end.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface IsolatedRoot extends AsyncDisposable {
  run(program: string, args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** @param file absolute, as seen from inside */
  write(file: string, content: Uint8Array | string): Promise<void>;
}

/** No display of anybody else is in there, and nobody says that nothing may be started. */
const setUp = `set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/tmp"
mount -t tmpfs tmpfs "$1/root/run"
rm -f "$1/root/usr/sbin/policy-rc.d"
echo ready
exec sleep infinity`;

async function begin(folder: string) {
  const holder = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', setUp, 'sh', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: holder.stdout })) if (line === 'ready') break;
  const { pid } = holder;
  const first = pid === undefined ? '' : readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  if (first === '') throw new Error('no overlay of this machine can be had: it takes root, unshare and overlayfs');
  return { holder, first };
}

export async function createIsolatedRoot(): Promise<IsolatedRoot> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-root-'));
  const { holder, first } = await begin(folder);
  const enter = ['--target', first, '--mount', '--pid', 'chroot', `${folder}/root`];
  const usual = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'en_US.UTF-8', SEKISHO_AGENT_DISPLAYS: '' };
  return {
    async run(program, args = [], env = {}) {
      try {
        const options = { env: { ...usual, ...env }, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 };
        const { stdout, stderr } = await execute('nsenter', [...enter, program, ...args], options);
        return { code: 0, out: stdout, err: stderr };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, out: stdout, err: stderr };
      }
    },
    // The folder of the mount is seen through the first process in there.
    write: async (file, content) => writeFileSync(`/proc/${first}/root${folder}/root${file}`, content),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => holder.once('exit', resolve));
      process.kill(Number(first), 'SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The script that installs: what is put into it can break nothing, and it is a script for any POSIX shell. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { renderInstallScript } from '../src/index.ts';
import { quoteForShell, readScript } from '../src/install-script.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-script-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const archive = (architecture: 'x64' | 'arm64', compression: 'xz' | 'gzip', bytes: number) => {
  const fileName = `agent-linux-${architecture}.tar.${compression === 'xz' ? 'xz' : 'gz'}`;
  return { architecture, compression, fileName, bytes, sha256: 'a'.repeat(64) };
};
const manifest = {
  agentVersion: '0.1.0',
  runtimeVersion: '26.10.0',
  fingerprint: 'x',
  archives: [archive('x64', 'gzip', 50_000_000), archive('x64', 'xz', 30_000_000)],
};
const values = {
  serverUrl: 'https://sekisho.example.jp:8443',
  rootPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  trustHash: 'b'.repeat(64),
  serialNumber: null,
  manifest,
  texts: { ja: { 'needs-root': "100% '必要' \\n {x}" }, en: { 'needs-root': "it's {needed}" } },
};

function run(script: string, shell: string, args: string[] = [], env: Record<string, string> = {}) {
  const file = path.join(scratch, `${shell}.sh`);
  writeFileSync(file, script);
  return execFileSync(shell, [file, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('any text comes out of the shell as it went in', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((each) => !each.includes('\0'));
  fc.assert(
    fc.property(text, (each) => {
      const said = execFileSync('dash', ['-c', `printf '%s' ${quoteForShell(each)}`], { encoding: 'utf8' });
      return said === each;
    }),
    { numRuns: 40 },
  );
});

test.each(['dash', 'bash'])('%s: texts are formats with one place, in the language of the terminal', (shell) => {
  const script = renderInstallScript(values).replace(/^main "\$@"$/m, 'choose_language\nsay needs_root 42');
  expect(run(script, shell, [], { LANG: 'ja_JP.UTF-8' })).toBe("100% '必要' \\n 42\n");
  expect(run(script, shell, [], { LANG: 'en_US.UTF-8' })).toBe("it's 42\n");
  expect(run(script, shell)).toBe("it's 42\n");
});

test.each(['dash', 'bash'])('%s: the smallest archive that this machine can unpack', (shell) => {
  const choose = (decompressors: string) =>
    renderInstallScript(values).replace(
      /^main "\$@"$/m,
      `language=en\nen_no_archive='none for %s'\narchitecture=x64\ndecompressors='${decompressors}'\nchoose_archive\necho "$archive $archive_bytes"`,
    );
  expect(run(choose('xz gzip'), shell)).toBe('agent-linux-x64.tar.xz 30000000\n');
  expect(run(choose('gzip'), shell)).toBe('agent-linux-x64.tar.gz 50000000\n');
  const none = renderInstallScript({ ...values, manifest: null }).replace(
    /^main "\$@"$/m,
    "language=en\nen_no_archive='none for %s'\narchitecture=x64\ndecompressors=gzip\nchoose_archive",
  );
  expect(() => run(none, shell)).toThrow('none for x64');
});

test('nothing runs of a script that was cut off', () => {
  const script = renderInstallScript(values);
  const lines = script.trimEnd().split('\n');
  expect(lines.at(-1)).toBe('main "$@"');
  expect(run(`${lines.slice(0, -1).join('\n')}\n`, 'dash')).toBe('');
});

test('every text the scripts say is in the catalogue, and none is there in vain', async () => {
  const { installerJa } = await import('../../messages/src/ja/installer.ts');
  const script = ['install.sh', 'run.sh', 'linux/maintain.sh'].map(readScript).join('\n');
  const said = [...script.matchAll(/\b(?:say|fail) ([a-z_]+)/g)].map(([, name]) => name?.replaceAll('_', '-'));
  const known = Object.keys(installerJa).map((key) => key.slice('installer.'.length));
  expect(new Set(said)).toEqual(new Set(known));
});

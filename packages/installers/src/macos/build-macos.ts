/**
 * Makes the package of macOS: `npm run packages -- macos`. Takes a minute, once for each version of the sources. With `--sign` it signs what was
 * downloaded instead.
 */
import { parseArgs } from 'node:util';
import { fingerprintSources } from '../fingerprint.ts';
import { readAgentVersion } from '../program-files.ts';
import { buildMacPackage, macPackageFolder, readMacManifest } from './built-package.ts';
import { payloadEntries } from './payload.ts';
import { gatherMacProgram } from './program.ts';
import { macArchitectures, macRuntimeVersion } from './runtimes.ts';

async function build(): Promise<void> {
  const startedMs = performance.now();
  const fingerprint = await fingerprintSources(['macos', macRuntimeVersion]);
  if ((await readMacManifest(macPackageFolder))?.fingerprint === fingerprint) return;
  const agentVersion = await readAgentVersion();
  const { payloadBytes } = await buildMacPackage(
    macPackageFolder,
    payloadEntries(await gatherMacProgram(agentVersion)),
    {
      agentVersion,
      runtimeVersion: macRuntimeVersion,
      fingerprint,
      builtAtMs: Date.now(),
      architectures: [...macArchitectures],
    },
  );
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`macOS package: ${(payloadBytes / 1024 / 1024).toFixed(1)} MiB, built in ${seconds} s\n`);
}

const usage = `Usage: npm run packages -- macos
       npm run packages -- macos --sign DOWNLOADED.pkg --to SIGNED.pkg --pkcs12 FILE
                        [--password-file FILE] [--chain-file FILE] [--timestamp-url URL]
`;

/** Wherever the operator has the key: the server needs none. */
async function signDownload(file: string, to: string, pkcs12: string, more: SigningFiles): Promise<void> {
  const [{ signPackage }, { readSignerFile }, { createTimestamp }] = await Promise.all([
    import('./xar-signature.ts'),
    import('./signer-file.ts'),
    import('./timestamp.ts'),
  ]);
  const { passwordFile = null, chainFile = null, timestampUrl } = more;
  const signer = await readSignerFile(pkcs12, passwordFile, chainFile);
  const timestamp = timestampUrl === undefined ? null : createTimestamp(timestampUrl);
  await signPackage(file, to, { signer, nowMs: Date.now(), timestamp });
  process.stdout.write(`signed with ${signer.certificates.length} certificates: ${to}\n`);
}

interface SigningFiles {
  readonly passwordFile: string | undefined;
  readonly chainFile: string | undefined;
  readonly timestampUrl: string | undefined;
}

function fail(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    sign: text,
    to: text,
    pkcs12: text,
    'password-file': text,
    'chain-file': text,
    'timestamp-url': text,
  },
});
const { sign, to, pkcs12 } = values;
if (sign === undefined && Object.keys(values).length === 0) await build();
else if (sign === undefined || to === undefined || pkcs12 === undefined) fail(usage);
else
  await signDownload(sign, to, pkcs12, {
    passwordFile: values['password-file'],
    chainFile: values['chain-file'],
    timestampUrl: values['timestamp-url'],
  }).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));

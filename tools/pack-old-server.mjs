// `node tools/pack-old-server.mjs TAG`: the sources of a server and its simulator as they were at TAG, for the test that runs them beside
// today's. The same tag makes the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';

const tag = process.argv[2];
if (tag === undefined) throw new Error('Which tag?');
const root = path.resolve(import.meta.dirname, '..');
const packages = ['contracts', 'trust', 'lock', 'messages', 'installers', 'agent-core', 'simulator'];
const paths = [
  'package.json',
  'apps/server/package.json',
  'apps/server/src',
  ...packages.flatMap((name) => [`packages/${name}/package.json`, `packages/${name}/src`]),
];
const tar = execFileSync('git', ['archive', '--format=tar', tag, '--', ...paths], { cwd: root, maxBuffer: 2 ** 28 });
const packed = zstdCompressSync(tar, {
  params: {
    [constants.ZSTD_c_compressionLevel]: 22,
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    [constants.ZSTD_c_windowLog]: 24,
  },
});
const file = path.join(root, 'test/upgrade', `${tag}.tar.zst`);
writeFileSync(file, packed);
console.log(`${file}: ${packed.length} bytes, SHA-256 ${createHash('sha256').update(packed).digest('hex')}`);

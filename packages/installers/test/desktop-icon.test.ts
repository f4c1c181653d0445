/** The menu's entry and the icons on people's desktops, with accounts of a test's own: nobody leads root elsewhere by a link. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { windowEn } from '../../messages/src/en/window.ts';
import { windowJa } from '../../messages/src/ja/window.ts';
import { readScript } from '../src/install-script.ts';
import { plainFilesFolder } from '../src/workspace-paths.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-desktop-'));
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const accounts = `
mkdir -p home/taro/.config home/taro/デスクトップ home/jiro/Desktop home/eve home/saburo target prefix/agent
printf 'XDG_DESKTOP_DIR="$HOME/デスクトップ"\\n' >home/taro/.config/user-dirs.dirs
ln -s "$PWD/target" home/eve/Desktop
number=41501
for user in taro jiro eve saburo; do
  echo "$user:x:$number:$number::$PWD/home/$user:/usr/sbin/nologin" >>passwd
  chown -hR "$number:$number" "home/$user"
  number=$((number + 1))
done
cp "$files/sekisho.desktop" "$files/sekisho.svg" prefix/agent/
mount --bind passwd /etc/passwd
prefix=$PWD/prefix shared=$PWD/prefix/share
add_to_menu
add_to_desktops 2>/dev/null
`;

test.each(['dash', 'bash'])('%s: everybody with a desktop gets the icon, as their own file', (shell) => {
  const folder = path.join(scratch, shell);
  const installer = readScript('install.sh').replace(/^main "\$@"$/m, accounts);
  writeFileSync(`${folder}.sh`, `mkdir ${folder}; cd ${folder}; files=${plainFilesFolder}; umask 022\n${installer}`);
  // A mount namespace of its own: /etc/passwd of this machine is not touched.
  execFileSync('unshare', ['-m', shell, `${folder}.sh`]);
  const [taro, jiro] = ['home/taro/デスクトップ', 'home/jiro/Desktop'].map((each) => {
    const { uid, mode } = statSync(path.join(folder, each, 'sekisho.desktop'));
    return [uid, mode & 0o777];
  });
  expect([taro, jiro]).toEqual([
    [41_501, 0o755],
    [41_502, 0o755],
  ]);
  const entry = path.join(folder, 'prefix/share/applications/sekisho.desktop');
  expect(readFileSync(entry, 'utf8')).toContain(`Exec=${folder}/prefix/agent/sekisho-agent window\n`);
  const found = execFileSync('find', [folder, '-name', 'sekisho.desktop'], { encoding: 'utf8' }).trim().split('\n');
  expect(found.filter((file) => !file.startsWith(path.join(folder, 'prefix')))).toHaveLength(2);
});

test('the entry says what the window is called, in both languages', () => {
  const entry = readFileSync(path.join(plainFilesFolder, 'sekisho.desktop'), 'utf8').split('\n');
  expect(entry).toEqual(
    expect.arrayContaining([
      `Name=${windowEn['window.title']}`,
      `Name[ja]=${windowJa['window.title']}`,
      `Comment=${windowEn['window.comment']}`,
      `Comment[ja]=${windowJa['window.comment']}`,
    ]),
  );
});

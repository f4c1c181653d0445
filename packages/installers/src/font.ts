/** The font of the lock screen: Noto Sans JP cut down to the characters a Japanese organization's name is written with. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './workspace-paths.ts';

const sourceFont = '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf';
const fontRecipe = 2;

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('');
}

/** Latin with accents, punctuation, half-width kana, and all of JIS X 0208 with the makers' extensions: kana, Greek, Cyrillic, 6,700 kanji. */
export function lockScreenCharacters(): string {
  const decoder = new TextDecoder('euc-jp', { fatal: true });
  const japanese: string[] = [];
  for (let row = 0xa1; row <= 0xfe; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      try {
        japanese.push(decoder.decode(Uint8Array.of(row, cell)));
      } catch {
        // No character stands there.
      }
    }
  }
  const latin = range(0x20, 0x7e) + range(0xa0, 0x17f) + range(0x2010, 0x2027);
  return latin + range(0xff61, 0xff9f) + japanese.join('');
}

/** The cut font's file; made once for a source font. */
export async function makeLockScreenFont(): Promise<Uint8Array> {
  const source = await readFile(fileURLToPath(import.meta.resolve(sourceFont)));
  const name = createHash('sha256').update(source).update(`recipe ${fontRecipe}`).digest('hex').slice(0, 16);
  const cached = path.join(cacheFolder, `lock-screen-${name}.ttf`);
  const known = await readFile(cached).catch(() => null);
  if (known !== null) return known;
  const { default: subsetFont } = await import('subset-font');
  const font = await subsetFont(source, lockScreenCharacters(), { targetFormat: 'truetype', noLayoutClosure: true });
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(`${cached}.new`, font);
  await rename(`${cached}.new`, cached);
  return font;
}

export async function readFontLicence(): Promise<Uint8Array> {
  return readFile(fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans-jp/LICENSE_FONT')));
}

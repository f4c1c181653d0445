/** Frame of the console: menu, header, search, what every screen shares. English. */
import type { shellJa } from '../../ja/console/shell.ts';

export const shellEn = {
  'language.ja': '日本語',
  'language.en': 'English',
} as const satisfies Record<keyof typeof shellJa, string>;

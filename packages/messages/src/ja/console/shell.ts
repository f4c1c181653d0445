/** Frame of the console: menu, header, search, what every screen shares. Japanese. */
export const shellJa = {
  'language.ja': '日本語',
  'language.en': 'English',
} as const;

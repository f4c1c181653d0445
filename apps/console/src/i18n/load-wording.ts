/** Loads the texts of one language, as chunks of their own. */
import type { Language } from '@sekisho/messages';
import { createWording, type Wording } from './wording.ts';

export async function loadWording(language: Language): Promise<Wording> {
  if (language === 'ja') {
    const [{ consoleJa }, { errorsJa }] = await Promise.all([
      import('@sekisho/messages/ja/console'),
      import('@sekisho/messages/ja/errors'),
    ]);
    return createWording('ja', consoleJa, errorsJa);
  }
  const [{ consoleEn }, { errorsEn }] = await Promise.all([
    import('@sekisho/messages/en/console'),
    import('@sekisho/messages/en/errors'),
  ]);
  return createWording('en', consoleEn, errorsEn);
}

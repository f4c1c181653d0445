/** Gives the agent the lock screen of this machine: texts in its language, and word of what is really covered. */
import type { ScreenContent as Asked, Screen, ScreenEvent, ShownScreen } from '@sekisho/agent-core';
import { lockScreenEn } from '@sekisho/messages/en/lock-screen';
import { lockScreenJa } from '@sekisho/messages/ja/lock-screen';
import type { Language } from '@sekisho/messages/language';
import type { CoveringScreen, ShowOutcome } from './covering.ts';
import type { ScreenContent } from './drawing/content.ts';
import { cleanLine, paragraphsOf } from './drawing/screen-text.ts';

/** What is asked, in the words of a language; what people wrote is cleaned. */
export function contentFor({ screen, organizationName, message, telephone }: Asked, language: Language): ScreenContent {
  const texts = language === 'ja' ? lockScreenJa : lockScreenEn;
  const number = cleanLine(telephone);
  return {
    screen,
    title: texts[`lock-screen.${screen}`],
    lines: [cleanLine(organizationName), texts[`lock-screen.${screen}.release`]],
    message: paragraphsOf(message),
    telephone: number === '' ? '' : texts['lock-screen.telephone'].replace('{telephone}', () => number),
    language,
  };
}

/** Where nothing is there to be covered, nothing is claimed: `shown` follows when a display or a session appears. */
export function createScreenPort(lockScreen: CoveringScreen, language: Language): Screen {
  const listeners: ((event: ScreenEvent) => void)[] = [];
  let wanted: ShownScreen | null = null;
  let round = 0;
  const tell = (event: ScreenEvent) => {
    for (const listener of listeners) listener(event);
  };
  const tellShown = ({ covering }: ShowOutcome) => {
    if (wanted === null || covering === 'nothing') return;
    tell({ type: 'shown', screen: wanted, by: covering === 'display' ? 'own' : 'system' });
  };
  lockScreen.onShown(tellShown);
  return {
    show(content) {
      wanted = content.screen;
      round += 1;
      const mine = round;
      lockScreen.show(contentFor(content, language)).then((outcome) => {
        if (mine === round) tellShown(outcome);
      });
    },
    hide() {
      wanted = null;
      round += 1;
      const mine = round;
      lockScreen.hide().then(() => {
        if (mine === round) tell({ type: 'hidden' });
      });
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Gives the agent the lock screen of this machine: texts in its language, and word of what is really covered. */
import type { Screen, ScreenEvent, ShownScreen } from '@sekisho/agent-core';
import { lockScreenEn } from '@sekisho/messages/en/lock-screen';
import { lockScreenJa } from '@sekisho/messages/ja/lock-screen';
import type { Language } from '@sekisho/messages/language';
import type { LockScreen, ShowOutcome } from './lock-screen/index.ts';

/** Where nothing is there to be covered, nothing is claimed: `shown` follows when a display or a session appears. */
export function createScreenPort(lockScreen: LockScreen, language: Language): Screen {
  const texts = language === 'ja' ? lockScreenJa : lockScreenEn;
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
    show({ screen, organizationName }) {
      wanted = screen;
      round += 1;
      const mine = round;
      const title = texts[`lock-screen.${screen}`];
      lockScreen.show({ screen, title, lines: [organizationName], language }).then((outcome) => {
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

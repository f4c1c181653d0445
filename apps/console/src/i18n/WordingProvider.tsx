/** Gives every screen the wording of the chosen language and the way to switch it; only that language is loaded. */
import type { Language } from '@sekisho/messages';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { storedLanguage, storeLanguage } from './language-choice.ts';
import { loadWording } from './load-wording.ts';
import type { Wording } from './wording.ts';

type Speech = { wording: Wording; speak: (language: Language) => Promise<void> };

const SpeechContext = createContext<Speech | undefined>(undefined);

export function WordingProvider({ initial, children }: { initial: Wording; children: ReactNode }) {
  const [wording, setWording] = useState(initial);
  const speak = useCallback(async (language: Language) => {
    const next = await loadWording(language);
    storeLanguage(language);
    setWording(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = wording.language;
  }, [wording]);
  useEffect(() => {
    const follow = () => {
      const language = storedLanguage();
      if (language !== undefined) void loadWording(language).then(setWording);
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);
  const speech = useMemo(() => ({ wording, speak }), [wording, speak]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === undefined) throw new Error('WordingProvider is missing');
  return speech;
}

export function useWording(): Wording {
  return useSpeech().wording;
}

/** Switches the language here and in the other tabs of this browser. */
export function useLanguageSwitch(): Speech['speak'] {
  return useSpeech().speak;
}

/** Texts of the screen: English and Simplified Chinese, chosen from the browser, changeable, remembered. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { recall, remember } from '../state/ui-store.ts';
import type { Language } from './languages.ts';
import { en, zh } from './texts.ts';

const LANGUAGE_KEY = 'millwright.language';

/** To be called once before the first render. */
export async function startTexts(): Promise<void> {
  const stored = recall(LANGUAGE_KEY);
  const wanted = stored ?? navigator.language;
  const language: Language = wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, zh: { translation: zh } },
  });
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export async function setLanguage(language: Language): Promise<void> {
  remember(LANGUAGE_KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

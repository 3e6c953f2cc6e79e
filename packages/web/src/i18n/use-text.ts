/** `t(key, values)` for components; the key is checked by the compiler against the English texts. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from './languages.ts';
import type { TextKey } from './texts.ts';

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

export function useText(): Translate {
  const { t } = useTranslation();
  return useCallback<Translate>((key, values) => t(key, values ?? {}), [t]);
}

/** The language of the screen: `en` or `zh`. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}

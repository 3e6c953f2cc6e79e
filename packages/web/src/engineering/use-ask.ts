import { useCallback } from 'react';
import { useText } from '../i18n/use-text.ts';
import { askName } from './ask-name.ts';

/** `askName` in the language of the screen. */
export function useAsk(): (title: string, present?: string) => Promise<string | undefined> {
  const t = useText();
  return useCallback(
    (title, present) => askName(title, { ok: t('build.ok'), cancel: t('build.cancel') }, present),
    [t],
  );
}

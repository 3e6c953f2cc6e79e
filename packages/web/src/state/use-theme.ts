/** The theme in force: the chosen one, or the system's; kept on the document for the style sheets. */
import { useEffect, useSyncExternalStore } from 'react';
import { useUi } from './ui-store.ts';

const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');

export function useThemeName(): 'light' | 'dark' {
  const theme = useUi((ui) => ui.theme);
  const systemDark = useSyncExternalStore(
    (listener) => {
      dark?.addEventListener('change', listener);
      return () => dark?.removeEventListener('change', listener);
    },
    () => dark?.matches ?? false,
  );
  if (theme !== 'system') return theme;
  return systemDark ? 'dark' : 'light';
}

/** Sets `data-theme` on the document. For the root component. */
export function useThemeOnDocument(): void {
  const name = useThemeName();
  useEffect(() => {
    document.documentElement.dataset.theme = name;
  }, [name]);
}

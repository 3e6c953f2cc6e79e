/** Has this browser keep the page, so that it opens without connection. */

/** By then the plant is on screen. */
const AFTER_MS = 6000;

/**
 * Only the built page, and only where browsers allow it: over HTTPS with a certificate they accept, or on this machine. Elsewhere
 * nothing is kept and everything else works. Begins some seconds after the page has loaded, so that it takes nothing from its first picture.
 */
export function registerWorker(): void {
  if (import.meta.env.MODE === 'development' || !('serviceWorker' in navigator)) return;
  const begin = () => {
    navigator.serviceWorker.register('/sw.js').catch((error: unknown) => {
      console.info('The page is not kept for times without connection.', error);
    });
  };
  const later = () => void setTimeout(begin, AFTER_MS);
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}

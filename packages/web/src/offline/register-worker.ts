/** Has this browser keep the page, so that it opens without connection. */

/**
 * Only the built page, and only where browsers allow it: over HTTPS with a certificate they accept, or on this machine. Elsewhere
 * nothing is kept and everything else works. Begins when the page has loaded, so that it takes nothing from it.
 */
export function registerWorker(): void {
  if (import.meta.env.MODE === 'development' || !('serviceWorker' in navigator)) return;
  const begin = () => {
    navigator.serviceWorker.register('/sw.js').catch((error: unknown) => {
      console.info('The page is not kept for times without connection.', error);
    });
  };
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin, { once: true });
}

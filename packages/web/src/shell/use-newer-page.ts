/** Tells a page that stays open, as in a control room, that the server has come back with another version of it. */
import { useEffect, useState } from 'react';
import { useSession } from '../session.ts';

/** Whether the server has another version of the page than the one that runs here; asked each time a lost connection is back. */
export function useNewerPage(): boolean {
  const session = useSession();
  const [newer, setNewer] = useState(false);
  useEffect(() => {
    let before = session.connection;
    return session.subscribe(() => {
      const { connection } = session;
      if (connection === before) return;
      if (connection === 'open' && before === 'lost') void otherPageServed().then(setNewer);
      before = connection;
    });
  }, [session]);
  return newer;
}

/** The file a page begins with carries a digest of all that the page is made of. */
async function otherPageServed(): Promise<boolean> {
  const own = document.querySelector('script[type=module][src]')?.getAttribute('src');
  if (!own) return false;
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    return answer.ok && !(await answer.text()).includes(own);
  } catch {
    // Lost again; the next time it is back is soon enough.
    return false;
  }
}

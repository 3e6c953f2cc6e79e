/** Views whose code is loaded when they are first opened, also where that fails: cut off, or after the server was updated. */
import { type ComponentType, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useSession } from '../session.ts';
import { Failed, Loading } from './message.tsx';

/** As React's `lazy`, but a failure is said in the place of the view, and tried again by hand and when the connection is back. */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let View: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const session = useSession();
    const reachable = useSyncExternalStore(session.subscribe, () => session.connection === 'open');
    const [outcome, setOutcome] = useState<'loading' | 'loaded' | Error>(View ? 'loaded' : 'loading');
    const attempt = useCallback(async () => {
      setOutcome('loading');
      try {
        View = (await load()).default;
        setOutcome('loaded');
      } catch (error) {
        setOutcome(error instanceof Error ? error : new Error(String(error)));
      }
    }, []);
    // At once, and again when the server can be reached after it could not; asking twice loads once.
    useEffect(() => {
      if (!View) void attempt();
    }, [attempt, reachable]);
    if (View) return <View {...props} />;
    if (outcome instanceof Error) return <Failed error={outcome} onRetry={() => void attempt()} />;
    return <Loading lines={6} />;
  };
}

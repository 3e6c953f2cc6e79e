/** Views whose code is loaded when they are first opened, also where that fails: cut off, or after the server was updated. */
import { type ComponentType, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useSession } from '../session.ts';
import { Failed, Loading } from './message.tsx';

export type LaterView<Props> = ComponentType<Props> & {
  /** Begins to load it before it is shown. A failure is said once it is. */
  ahead(): void;
};

/** As React's `lazy`, but a failure is said in the place of the view, and tried again by hand and when the connection is back. */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LaterView<Props> {
  let View: ComponentType<Props> | undefined;
  const loadView = async () => {
    View = (await load()).default;
  };
  function Later(props: Props) {
    const session = useSession();
    const reachable = useSyncExternalStore(session.subscribe, () => session.connection === 'open');
    const [outcome, setOutcome] = useState<'loading' | 'loaded' | Error>(View ? 'loaded' : 'loading');
    const attempt = useCallback(async () => {
      setOutcome('loading');
      try {
        await loadView();
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
  }
  Later.ahead = () => void loadView().catch(() => {});
  return Later;
}

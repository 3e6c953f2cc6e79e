/** A request that is not a command, with why it failed. */
import { useCallback, useState } from 'react';

export interface Attempt {
  pending: boolean;
  /** Why the last one failed; kept until the next, or `forget`. */
  refusal: unknown;
  /** The answer; undefined where it failed. */
  run<T>(request: () => Promise<T>): Promise<T | undefined>;
  forget(): void;
}

export function useAttempt(): Attempt {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const run = useCallback(async <T>(request: () => Promise<T>) => {
    setPending(true);
    setRefusal(undefined);
    try {
      return await request();
    } catch (error) {
      setRefusal(error);
      return undefined;
    } finally {
      setPending(false);
    }
  }, []);
  return { pending, refusal, run, forget: useCallback(() => setRefusal(undefined), []) };
}

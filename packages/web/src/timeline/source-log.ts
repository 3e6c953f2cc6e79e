/**
 * When sources were lost and restored, as far as this page knows: the last change of each source before the page was
 * opened, and every one since.
 */
import type { SourceInfo } from '@millwright/server/client';

export interface SourceChange {
  source: string;
  label: SourceInfo['label'];
  at: number;
  connected: boolean;
}

const MOST = 1000;

export class SourceLog {
  #last = new Map<string, { state: SourceInfo['state']; since: number }>();
  #changes: SourceChange[] = [];

  /** In the order they were heard of. A new array after each change. */
  get changes(): readonly SourceChange[] {
    return this.#changes;
  }

  /** Takes the newest states. A source that is still trying for the first time has not been lost. */
  hear(sources: readonly SourceInfo[]): void {
    const news: SourceChange[] = [];
    for (const { name, label, state, since } of sources) {
      const last = this.#last.get(name);
      this.#last.set(name, { state, since });
      if (last && last.state === state && last.since === since) continue;
      const connected = state === 'connected' || state === 'degraded';
      const was = last && (last.state === 'connected' || last.state === 'degraded');
      if (was === connected && last) continue;
      if (!last && state === 'connecting') continue;
      if (!connected && last && !was) continue;
      news.push({ source: name, label, at: since, connected });
    }
    if (news.length > 0) this.#changes = [...this.#changes, ...news].slice(-MOST);
  }
}

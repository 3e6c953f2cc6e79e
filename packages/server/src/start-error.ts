/** Why a server did not start: `faults` in the plant, `port` not to be had, `folder` locked or not to be written, `tls` or `oidc` not as needed. */
export class StartError extends Error {
  readonly reason: 'faults' | 'port' | 'folder' | 'tls' | 'oidc';

  constructor(reason: StartError['reason'], message: string) {
    super(message);
    this.name = 'StartError';
    this.reason = reason;
  }
}

/** A browser without a face: follows redirects by hand and keeps cookies per origin. For tests of signing in. */
export class CookieJar {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Cookies sent to an origin, as a header. */
  header(origin: string): string {
    return Array.from(this.#cookies.get(origin) ?? [], ([name, value]) => `${name}=${value}`).join('; ');
  }

  /** One request; a redirect is answered, not followed. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const headers = { cookie: this.header(origin), ...init.headers };
    const response = await fetch(url, { ...init, redirect: 'manual', headers });
    const own = this.#cookies.get(origin) ?? new Map<string, string>();
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) own.delete(pair.slice(0, at));
      else own.set(pair.slice(0, at), pair.slice(at + 1));
    }
    this.#cookies.set(origin, own);
    return response;
  }

  /** Follows redirects until a page, or until an address that `stop` says to stay before. */
  async follow(
    url: string,
    init?: RequestInit,
    stop?: (url: string) => boolean,
  ): Promise<{ url: string; response: Response }> {
    let response = await this.send(url, init);
    let at = url;
    for (let i = 0; i < 20; i++) {
      const location = response.headers.get('location');
      if (location === null) break;
      at = new URL(location, at).href;
      if (stop?.(at)) break;
      response = await this.send(at);
    }
    return { url: at, response };
  }
}

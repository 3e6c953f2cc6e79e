/** Which methods an address takes, so that a wrong one is told from a wrong address. */
export class Methods {
  #routes: { pattern: RegExp; methods: string[] }[] = [];

  /** @param route as given to the router: `/plants/:plant/types` */
  add(route: string, method: string | string[]): void {
    // The page answers at any address.
    if (route.includes('*')) return;
    const source = route.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
    this.#routes.push({ pattern: new RegExp(`^${source}$`), methods: [method].flat() });
  }

  /** Of an address with or without a query; empty where nothing is there. */
  of(url: string): string[] {
    const [path] = url.split('?');
    const fitting = this.#routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(fitting.flatMap(({ methods }) => methods))].sort();
  }
}

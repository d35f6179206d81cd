/** An answer, and where it came from. */
export interface FormPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

const MOST_REDIRECTS = 20;

/** A browser without scripts: it keeps cookies by host, path and name, follows redirects and sends forms. For the pages of other programs. */
export class FormBrowser {
  readonly #cookies = new Map<string, { readonly host: string; readonly path: string; readonly pair: string }>();
  /** Every address that was asked for, in order. */
  readonly visited: string[] = [];

  /** Goes to a page, over all redirects, until one is at `until` (its beginning), which is not asked for any more. */
  async open(url: string, { until, form }: { readonly until?: string; readonly form?: URLSearchParams } = {}): Promise<FormPage> {
    let at = url;
    let body = form;
    for (let step = 0; step < MOST_REDIRECTS; step += 1) {
      if (until !== undefined && at.startsWith(until)) return { url: at, status: 0, text: '' };
      const answer = await this.#send(at, body);
      const location = answer.headers.get('location');
      if (location === null) return { url: at, status: answer.status, text: await answer.text() };
      await answer.arrayBuffer();
      at = new URL(location, at).href;
      body = undefined;
    }
    throw new Error(`too many redirects, last to ${at}`);
  }

  /** Sends the first form of a page with its hidden fields and these. */
  submit(page: FormPage, fields: Readonly<Record<string, string>>, until?: string): Promise<FormPage> {
    const [, action] = /<form[^>]*\saction="([^"]*)"/.exec(page.text) ?? [];
    if (action === undefined) throw new Error(`no form at ${page.url} (${String(page.status)}): ${page.text}`);
    const form = new URLSearchParams(fields);
    for (const [input] of page.text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const [, name] = /\sname="([^"]*)"/.exec(input) ?? [];
      const [, value = ''] = /\svalue="([^"]*)"/.exec(input) ?? [];
      if (name !== undefined) form.set(name, value);
    }
    return this.open(new URL(action, page.url).href, { form, ...(until !== undefined && { until }) });
  }

  /** The `Cookie` header for an address. */
  cookieHeader(url: string): string {
    const { host, pathname } = new URL(url);
    const fitting = [...this.#cookies.values()].filter((cookie) => cookie.host === host && pathname.startsWith(cookie.path));
    return fitting.map(({ pair }) => pair).join('; ');
  }

  async #send(url: string, form: URLSearchParams | undefined): Promise<Response> {
    this.visited.push(url);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.cookieHeader(url), accept: 'text/html' },
      ...(form !== undefined && { method: 'POST', body: form }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(url, line);
    return answer;
  }

  #keep(url: string, line: string): void {
    const { host } = new URL(url);
    const [pair = ''] = line.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    const [, path = '/'] = /;\s*path=([^;]*)/i.exec(line) ?? [];
    const key = `${host} ${path} ${name}`;
    const isGone = /;\s*max-age=0/i.test(line) || /;\s*expires=Thu, 01 Jan 1970/i.test(line);
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { host, path, pair });
  }
}

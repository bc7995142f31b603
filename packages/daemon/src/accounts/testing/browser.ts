/** As much of a browser as a login needs: follows redirects, keeps cookies, fills in forms. */

export type Browser = {
  /** Opens an address and does what its pages ask for until there is no form left: the last page. */
  readonly logIn: (url: string, choices?: Choices) => Promise<Page>;
};

export type Choices = {
  /** Takes the way out that the page offers. */
  readonly abort?: boolean;
  /** Stops before an address that this holds for, and returns it. */
  readonly stopAt?: (url: string) => boolean;
};

export type Page = { readonly url: string; readonly status: number; readonly html: string };

const MOST_STEPS = 30;

export function browser(): Browser {
  const cookies = new Map<string, string>();

  async function load(url: string, form?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      body: form ?? null,
      headers: { cookie },
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  return {
    async logIn(start, { abort = false, stopAt = () => false } = {}) {
      let url = start;
      let form: URLSearchParams | undefined;
      for (let step = 0; step < MOST_STEPS; step++) {
        if (stopAt(url)) return { url, status: 0, html: "" };
        // oxlint-disable-next-line eslint/no-await-in-loop -- one page after the other
        const response = await load(url, form);
        // oxlint-disable-next-line eslint/no-await-in-loop -- one page after the other
        const html = await response.text();
        const location = response.headers.get("location");
        const wasAborted = form?.has("abort") === true;
        form = undefined;
        if (wasAborted) return { url, status: response.status, html };
        if (location !== null) {
          url = new URL(location, url).href;
          continue;
        }
        const cancel = /href="([^"]*\/abort)"/u.exec(html)?.[1];
        if (abort && cancel !== undefined) {
          url = new URL(cancel, url).href;
          continue;
        }
        const found = formIn(html, abort);
        if (found === undefined) return { url, status: response.status, html };
        url = new URL(found.action, url).href;
        form = found.fields;
      }
      throw new Error(`More than ${MOST_STEPS} pages`);
    },
  };
}

type Form = { readonly action: string; readonly fields: URLSearchParams };

function formIn(html: string, abort: boolean): Form | undefined {
  const action = /<form[^>]*action="([^"]*)"/u.exec(html)?.[1];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/gu)) {
    const name = /name="([^"]*)"/u.exec(input)?.[1];
    const value = /value="([^"]*)"/u.exec(input)?.[1];
    if (name !== undefined) fields.set(name, value ?? "someone");
  }
  if (abort) fields.set("abort", "yes");
  return { action: action.replaceAll("&amp;", "&"), fields };
}

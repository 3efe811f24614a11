interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
}

/** Where a browser has come to. */
export interface Arrival {
  readonly address: string
  readonly status: number
  readonly page: string
}

/** A citizen's browser without scripts: cookies for each origin and path, redirects one by one. */
export class PlainBrowser {
  readonly #cookies = new Map<string, Map<string, Cookie>>()

  async ask(address: string, form?: Readonly<Record<string, string>>, type = 'application/x-www-form-urlencoded'): Promise<Response> {
    const { origin, pathname } = new URL(address)
    const jar = this.#cookies.get(origin) ?? new Map<string, Cookie>()
    this.#cookies.set(origin, jar)
    const shown = [...jar.values()].filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: shown.map(({ name, value }) => `${name}=${value}`).join('; '), 'sec-fetch-site': 'same-origin', ...(form === undefined ? {} : { 'content-type': type }) },
      ...(form === undefined ? {} : { method: 'POST', body: type === 'application/json' ? JSON.stringify(form) : new URLSearchParams(form).toString() }),
    })
    for (const cookie of answer.headers.getSetCookie().map(cookieOf)) jar.set(`${cookie.name} ${cookie.path}`, cookie)
    return answer
  }

  /** Sets a cookie that another browser was given, as a page of a sibling host can. */
  plant(name: string, from: PlainBrowser): void {
    for (const [origin, jar] of from.#cookies) for (const [key, cookie] of jar) if (cookie.name === name) this.#cookies.set(origin, (this.#cookies.get(origin) ?? new Map<string, Cookie>()).set(key, cookie))
  }

  /** Follows redirects until there is a page, or the address of somebody who isn't of this machine. */
  async follow(address: string, form?: Readonly<Record<string, string>>): Promise<Arrival> {
    let here = address
    let sent = form
    for (let hops = 0; hops < 20; hops += 1) {
      if (new URL(here).hostname !== 'localhost') return { address: here, status: 0, page: '' }
      const answer = await this.ask(here, sent)
      const location = answer.headers.get('location')
      if (location === null) return { address: here, status: answer.status, page: await answer.text() }
      here = new URL(location, here).href
      sent = undefined
    }
    throw new Error('redirected for ever')
  }
}

function cookieOf(line: string): Cookie {
  const [pair = ''] = line.split(';')
  return { name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), path: /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/' }
}

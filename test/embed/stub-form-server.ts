import { vi } from 'vitest'
import { person } from './form-page.ts'

interface Asked {
  readonly method: string
  readonly path: string
  readonly body: Record<string, unknown>
}

export const source = { authority: { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }, type: { en: 'Residency credential', cy: 'Tystysgrif preswylio' }, issued_on: '2026-10-01' }

/** The page's own form server, as the element sees it: by fetch. */
export class StubFormServer {
  readonly asked: Asked[] = []
  status: Record<string, unknown> = { status: 'requested' }
  fields: Record<string, string> = { ...person }
  startStatus = 201
  resultStatus = 200
  lifetimeMs = 1_200_000
  walletLink = 'http://localhost:5630/authorize?request_uri=r'
  appLink: unknown = 'openid4vp://?client_id=c&request_uri=r'
  reachable = true
  unconfirmedSince: string | undefined
  leftOut: unknown
  /** What each request stands at when it is begun; as it was unless this says so. */
  beginsAt: Record<string, unknown> | null = null

  constructor() {
    vi.stubGlobal('fetch', (path: string, options: RequestInit) => this.#answer(path, options))
  }

  /** How often the status was asked. */
  get polls(): number {
    return this.asked.filter(({ method }) => method === 'GET').length
  }

  async #answer(path: string, options: RequestInit): Promise<Response> {
    const body = typeof options.body === 'string' ? (JSON.parse(options.body) as Record<string, unknown>) : {}
    this.asked.push({ method: options.method ?? 'GET', path, body })
    if (!this.reachable) throw new TypeError('Failed to fetch')
    if (path.endsWith('/result')) return Response.json({ fields: this.fields, source: { ...source, unconfirmed_since: this.unconfirmedSince }, left_out: this.leftOut }, { status: this.resultStatus })
    if (options.method === 'GET') return Response.json({ expires_at: 'x', ...this.status }, { status: Number(this.status['http'] ?? 200) })
    this.status = this.beginsAt ?? this.status
    const shown = body['flow'] === 'cross_device' ? { code: 'AK7P-4MWX', qr: { size: 9, path: 'M4 4h1v1h-1z' } } : { openid4vp_link: this.appLink }
    return Response.json({ id: 'prefill-1', wallet_link: this.walletLink, expires_at: new Date(Date.now() + this.lifetimeMs).toISOString(), ...shown }, { status: this.startStatus })
  }
}

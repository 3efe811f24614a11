import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Fault } from '../domain/fault.ts'
import type { Http, HttpAnswer } from '../ports.ts'

const timeLimit = 15_000
const sizeLimit = 2 * 1024 * 1024

function asObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

async function call(url: string, options: RequestInit): Promise<HttpAnswer> {
  try {
    // A wallet follows no redirect: what the ledger vouches for is this address. @see OpenID4VP 1.0, errata
    const response = await fetch(url, { ...options, redirect: 'error', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(timeLimit) })
    const text = await response.text()
    if (text.length > sizeLimit) throw new Error('too large')
    return { status: response.status, text, json: asObject(text) }
  } catch (cause) {
    throw new Fault('not_reachable', { cause })
  }
}

export const carefulFetch: Http = {
  get: (url, accept) => call(url, { headers: { accept } }),
  postForm: (url, fields) => call(url, { method: 'POST', body: new URLSearchParams(fields) }),
  postJson: (url, body, token) =>
    call(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) } }),
}

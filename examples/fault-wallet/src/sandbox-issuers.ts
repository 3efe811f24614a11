import { deflateSync } from 'node:zlib'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { freshKeyPair, type FreshKeyPair } from '@counterfoil/service-kit/crypto/fresh-key-pair'
import { makeStatusBits, statusValue, writeStatus } from '@counterfoil/shared/status-list/status-bits'

/** An issuer that exists in the sandbox alone. */
export interface SandboxIssuer {
  readonly did: string
  readonly kid: string
  readonly isAccredited: boolean
  readonly name: { readonly en: string; readonly cy: string }
  readonly key: FreshKeyPair
  readonly listUrl: string
}

/** Entries of each issuer's list. */
export const entries = { valid: 1, revoked: 2, suspended: 3 } as const

/** Two issuers with keys of this process: one that is accredited for everything, and one for nothing. */
export function makeIssuers(walletUrl: string): Readonly<Record<'accredited' | 'unaccredited', SandboxIssuer>> {
  const make = (id: 'accredited' | 'unaccredited', name: SandboxIssuer['name']): SandboxIssuer => {
    const did = `did:web:${encodeURIComponent(new URL(walletUrl).host)}:${id}`
    return { did, kid: `${did}#key`, isAccredited: id === 'accredited', name, key: freshKeyPair(), listUrl: `${walletUrl}/status-lists/${id}` }
  }
  return {
    accredited: make('accredited', { en: 'Sandbox Council', cy: 'Cyngor Blwch Tywod' }),
    unaccredited: make('unaccredited', { en: 'Nobody in particular', cy: 'Neb yn arbennig' }),
  }
}

/** What the verifier's sandbox believes. */
export const published = (issuers: Readonly<Record<string, SandboxIssuer>>) => ({
  issuers: Object.values(issuers).map(({ did, kid, isAccredited, name, key }) => ({ did, kid, isAccredited, name, jwk: { kty: 'EC', crv: 'P-256', x: key.x, y: key.y } })),
})

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @see Token Status List, section 5.1 */
export function statusListToken({ kid, key, listUrl }: SandboxIssuer, now: number): string {
  const list = makeStatusBits(64, 2)
  writeStatus(list, entries.revoked, statusValue.revoked)
  writeStatus(list, entries.suspended, statusValue.suspended)
  const payload = { sub: listUrl, iat: now, exp: now + 3600, ttl: 60, status_list: { bits: 2, lst: deflateSync(list.bytes).toString('base64url') } }
  const input = `${encode({ alg: 'ES256', typ: 'statuslist+jwt', kid })}.${encode(payload)}`
  return `${input}.${signEs256(key.privateKey, input)}`
}

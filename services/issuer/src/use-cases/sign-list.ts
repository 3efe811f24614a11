import { seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { StatusBits } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../domain/authority.ts'
import { shownKey } from '../domain/profile.ts'
import type { DeflatedBytes, Es256Signer, ListForm, ListFormName } from '../ports.ts'

export interface SignListPorts {
  readonly signerOf: (authority: Authority) => Es256Signer<'status'>
  readonly forms: Readonly<Record<ListFormName, ListForm>>
  readonly fingerprint: (content: string | Uint8Array) => string
}

export interface PublishedList {
  readonly content: string | Uint8Array
  readonly etag: string
}

export type IssuedList = PublishedList & { readonly issuedAt: EpochSeconds; readonly kid: string }

/** A verifier may keep a list this long before it asks again. */
export const listTtl = seconds(300)

export interface ListToSign {
  readonly list: number
  readonly form: ListFormName
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly bits: StatusBits
  readonly deflated: DeflatedBytes
}

/** Writes a list in one form and signs it; at once where the key is at hand. */
export function signList({ forms, signerOf, fingerprint }: SignListPorts, authority: Authority, { list, form, issuedAt, expiresAt, bits, deflated }: ListToSign): IssuedList | Promise<IssuedList> {
  const { kid, x5c, sign } = signerOf(authority)
  const { toSign, finish } = forms[form]({ authority, list, issuedAt, expiresAt, ttl: listTtl }, { bits, zlib: () => deflated.bytes() }, shownKey(authority.profile, { kid, x5c }))
  const issue = (signature: string): IssuedList => {
    const content = finish(signature)
    return { content, etag: `"${fingerprint(content)}"`, issuedAt, kid }
  }
  const signature = sign(toSign)
  return typeof signature === 'string' ? issue(signature) : signature.then(issue)
}

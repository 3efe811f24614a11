import { _checkCredential } from '@digitalbazaar/vc'
import { compactVerify, importJWK, type JWK } from 'jose'
import { meaningOf, type Contexts } from './json-ld.ts'

/** A W3C credential as others read it, and its meaning: every term by the address that defines it. */
export interface ReadCredential {
  readonly credential: Readonly<Record<string, unknown>>
  readonly meaning: Readonly<Record<string, unknown>>
}

/**
 * Verifies a credential of data model 2.0 with libraries that the issuer doesn't make it with: signature and media type, the rules of
 * the data model, and that every term is defined. Rejects with what is wrong.
 */
export async function verifyVcJwt(compact: string, { key, contexts, now }: { readonly key: JWK; readonly contexts: Contexts; readonly now: Date }): Promise<ReadCredential> {
  const { payload, protectedHeader } = await compactVerify(compact, await importJWK(key, 'ES256'), { algorithms: ['ES256'] })
  if (protectedHeader.typ !== 'vc+jwt' || protectedHeader.cty !== 'vc') throw new Error('not of the media type application/vc+jwt')
  const credential = JSON.parse(Buffer.from(payload).toString()) as Readonly<Record<string, unknown>>
  _checkCredential({ credential, now })
  return { credential, meaning: await meaningOf(credential, contexts) }
}

import { fromBase64Url } from '../kernel/bytes.ts'
import { sha256Text } from '../kernel/sha256.ts'
import type { CredentialType } from './credential-type.ts'
import { typeMetadata } from './type-metadata.ts'
import { w3cContext, w3cSchema } from './w3c-documents.ts'

/** The documents that lie at and beside the `vct` of a type, as they go over the wire: their digests are of these very characters. */
export interface PublishedType {
  readonly vct: string
  /** Type Metadata, at the `vct` itself. */
  readonly metadata: string
  /** Digest of the metadata, for `vct#integrity`. */
  readonly integrity: string
  /** JSON-LD context. */
  readonly context: string
  /** JSON Schema of the W3C credential. */
  readonly schema: string
  /** The picture of the card, as SVG. */
  readonly art: string
}

export const schemaUrl = (vct: string): string => `${vct}/schema.json`
export const artUrl = (vct: string): string => `${vct}/card.svg`

/** @see W3C Subresource Integrity, section 3.1 */
const integrityOf = (text: string): string => {
  const digest = fromBase64Url(sha256Text(text)) ?? new Uint8Array()
  return `sha256-${btoa(String.fromCharCode(...digest))}`
}

/** Everything that is published of a type. */
export function publishType(type: CredentialType, vct: string): PublishedType {
  const { art } = type.card
  const metadata = JSON.stringify(typeMetadata(type, vct, { uri: artUrl(vct), integrity: integrityOf(art) }))
  return { vct, metadata, integrity: integrityOf(metadata), context: JSON.stringify(w3cContext(type, vct)), schema: JSON.stringify(w3cSchema(type, schemaUrl(vct))), art }
}

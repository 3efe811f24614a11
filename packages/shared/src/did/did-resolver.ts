import type { Fact } from '../kernel/fact.ts'
import { TrustUnavailable } from '../trust/trust-unavailable.ts'
import type { DidDocument } from './did-document.ts'
import { methodOf } from './did-url.ts'
import type { FormerKey } from './key-history.ts'

/** @see DID Resolution, "DID Document Metadata" */
export interface DidDocumentMetadata {
  readonly deactivated?: true
  readonly versionId?: string
  readonly updated?: string
  readonly nextVersionId?: string
  readonly nextUpdate?: string
}

/** A DID document, and what its method knows beside. */
export interface ResolvedDid {
  readonly document: DidDocument
  readonly metadata: DidDocumentMetadata
  /** What became of a key that the document had under this id; null for one it never had, or has. */
  readonly formerKey: (id: string) => FormerKey | null
  /** What its publisher said that a key is for, as the method writes it, beside what the document tells; absent where a method tells no more. */
  readonly purposeOf?: (id: string) => string | null
}

export interface DidResolver {
  /**
   * Null for a DID that there is not, or that is of no method known here. While what is known is fresh the answer comes
   * without a promise. Throws `TrustUnavailable` when nothing fresh enough is known.
   */
  resolve(did: string): Fact<ResolvedDid> | null | Promise<Fact<ResolvedDid> | null>
}

/** Where the document lies gave no usable answer in time. */
export class DidUnavailable extends TrustUnavailable {}

/** A resolver for several DID methods, each with a resolver of its own; any other method is refused unasked. */
export function createDidResolver(methods: Readonly<Record<string, DidResolver>>): DidResolver {
  const known = new Map(Object.entries(methods))
  return { resolve: (did) => known.get(methodOf(did) ?? '')?.resolve(did) ?? null }
}

/** For methods that tell nothing of keys that a document had before. */
export const noFormerKey = (): null => null

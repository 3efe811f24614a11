import type { Clock } from '../kernel/clock.ts'
import type { DidDocument } from './did-document.ts'
import { didJwkDocument } from './did-jwk.ts'
import { didKeyDocument } from './did-key.ts'
import { noFormerKey, type DidResolver } from './did-resolver.ts'

/** A method whose DID holds the whole document: it never changes, needs nobody, and has no key to revoke. */
const selfContained = (read: (did: string) => DidDocument | null) => (clock: Clock): DidResolver => ({
  resolve: (did) => {
    const document = read(did)
    return document === null ? null : { value: { document, metadata: {}, formerKey: noFormerKey }, observedAt: clock.now() }
  },
})

export const createKeyResolver = selfContained(didKeyDocument)
export const createJwkResolver = selfContained(didJwkDocument)

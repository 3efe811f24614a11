import type { EpochSeconds } from '../kernel/branded.ts'
import { checksumAddress } from '../ledger/erc1056.ts'
import type { RegistryEvent } from '../ledger/registry-event.ts'
import type { DidDocument } from './did-document.ts'
import { EthrKeys } from './ethr-keys.ts'
import type { FormerKey } from './key-history.ts'

export const noOwner = `0x${'0'.repeat(40)}`
const recoveryMethod = 'EcdsaSecp256k1RecoveryMethod2020'

export interface EthrIdentity {
  readonly did: string
  readonly address: string
  readonly chainId: number
  readonly publicKey: string | null
}

/** The document of a did:ethr at one time, and what its history tells beside. */
export interface EthrDocument {
  readonly document: DidDocument
  readonly deactivated: boolean
  /** Block of the change that made this version; 0 for an identity that was never changed. */
  readonly versionId: number
  /** Block of the change that ended this version; null while none has. */
  readonly nextVersionId: number | null
  /** What became of a method that the document had under this id; null for one it never had, or has. */
  readonly formerKey: (id: string) => FormerKey | null
  /** Under which purpose a method was published. */
  readonly purposeOf: (id: string) => string | null
  /** The document stays as it is until this instant, unless there is another change. */
  readonly standsUntil: number
}

/**
 * The document of a did:ethr from the events of its identity in their order: the same that the stock
 * `ethr-did-resolver` 11 builds. With `atBlock` it is the version that stood then, and `now` is that block's time.
 * Throws `NotWritable` where there is none.
 * @see did:ethr method specification, "Enumerating contract events to build the DID document"
 */
export function buildEthrDocument(identity: EthrIdentity, events: readonly RegistryEvent[], now: EpochSeconds, atBlock = Number.POSITIVE_INFINITY): EthrDocument {
  const { did } = identity
  const collected = new EthrKeys(identity, now)
  const formerKey = (id: string): FormerKey | null => collected.formerKey(id)
  const purposeOf = (id: string): string | null => collected.purposeOf(id)
  const self = identity.address.toLowerCase()
  let owner = self
  let versionId = 0
  let nextVersionId: number | null = null
  for (const event of events) {
    if (event.blockNumber > atBlock) {
      nextVersionId ??= event.blockNumber
      continue
    }
    versionId = event.blockNumber
    if (event.kind !== 'owner') collected.add(event)
    else if (event.owner === noOwner) return { ...deactivatedDocument(did), versionId, nextVersionId: null, formerKey, purposeOf }
    else owner = event.owner
  }
  const controllers = [{ id: `${did}#controller`, type: recoveryMethod, controller: did, blockchainAccountId: `eip155:${identity.chainId}:${checksumAddress(owner)}` }]
  const controllerKey = identity.publicKey !== null && owner === self ? [{ id: `${did}#controllerKey`, type: 'EcdsaSecp256k1VerificationKey2019', controller: did, publicKeyHex: identity.publicKey.slice(2) }] : []
  const own = [...controllers, ...controllerKey]
  const ids = own.map(({ id }) => id)
  const { service, keyAgreement } = collected
  return {
    document: {
      id: did,
      verificationMethod: [...own, ...collected.verificationMethod],
      authentication: [...ids, ...collected.authentication],
      assertionMethod: [...ids, ...collected.assertionMethod],
      ...(service.length === 0 ? {} : { service }),
      ...(keyAgreement.length === 0 ? {} : { keyAgreement }),
    },
    deactivated: false,
    versionId,
    nextVersionId,
    formerKey,
    purposeOf,
    standsUntil: collected.standsUntil,
  }
}

/** Giving the identity to nobody is final, whatever is written afterwards. */
const deactivatedDocument = (did: string): Pick<EthrDocument, 'document' | 'deactivated' | 'standsUntil'> => ({
  document: { id: did, verificationMethod: [], authentication: [], assertionMethod: [] },
  deactivated: true,
  standsUntil: Number.POSITIVE_INFINITY,
})

import { freshKey, open, seal } from '../../sealing/seal.ts'
import type { CustodyKey } from '../key-keeper.ts'
import { keyOfId, type KeyEncryptionKey, type KeyEncryptionKeys } from './key-encryption-key.ts'

/** A private key under a data key of its own, and that one under a key encryption key. */
export interface Envelope {
  /** Id of the key encryption key. */
  readonly kek: string
  readonly wrappedDataKey: Uint8Array
  readonly sealedPrivateKey: Uint8Array
}

/** Whose key it is and for what: authenticated, so that an envelope opens in its own place alone. */
export type EnvelopePlace = Pick<CustodyKey, 'id' | 'role' | 'authority'>

const context = (part: 'data key' | 'private key', { id, role, authority }: EnvelopePlace): string => JSON.stringify(['counterfoil key 2', part, role, id, authority])

/** Seals the bytes of a private key. */
export async function closeEnvelope(kek: KeyEncryptionKey, place: EnvelopePlace, privateKey: Uint8Array): Promise<Envelope> {
  const dataKey = freshKey()
  try {
    return { kek: kek.id, wrappedDataKey: await kek.seal(dataKey, context('data key', place)), sealedPrivateKey: seal(dataKey, privateKey, context('private key', place)) }
  } finally {
    dataKey.fill(0)
  }
}

async function dataKeyOf(keks: KeyEncryptionKeys, place: EnvelopePlace, envelope: Envelope): Promise<Uint8Array> {
  const kek = keyOfId(keks, envelope.kek)
  if (kek === undefined) throw new Error(`No key encryption key ${envelope.kek} was given.`)
  return kek.open(envelope.wrappedDataKey, context('data key', place))
}

/** The bytes of the private key, for `use` alone: they are wiped when it returns. Throws `SealBroken` away from its place. */
export async function withPrivateKey<Made>(keks: KeyEncryptionKeys, place: EnvelopePlace, envelope: Envelope, use: (privateKey: Uint8Array) => Made): Promise<Made> {
  const dataKey = await dataKeyOf(keks, place, envelope)
  const privateKey = open(dataKey, envelope.sealedPrivateKey, context('private key', place))
  dataKey.fill(0)
  try {
    return use(privateKey)
  } finally {
    privateKey.fill(0)
  }
}

/** The same envelope under the current key encryption key; the private key stays sealed. */
export async function rewrapped(keks: KeyEncryptionKeys, place: EnvelopePlace, envelope: Envelope): Promise<Envelope> {
  const dataKey = await dataKeyOf(keks, place, envelope)
  try {
    return { ...envelope, kek: keks.current.id, wrappedDataKey: await keks.current.seal(dataKey, context('data key', place)) }
  } finally {
    dataKey.fill(0)
  }
}

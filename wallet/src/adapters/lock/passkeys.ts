import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { say } from '../../words/words.ts'
import { randomBytes, type Bytes } from './wrapped-key.ts'

/** A passkey that was made for the wallet, and the secret that it gives for its salt. */
export interface MadePasskey {
  readonly credentialId: Bytes
  readonly salt: Bytes
  readonly secret: Bytes
  readonly isOfThisDevice: boolean
}

export type KnownPasskey = Pick<MadePasskey, 'credentialId' | 'salt'>

/** Passkeys as locks: each gives a secret of its own for a salt, to nobody but this origin, and only to whoever the device knows. */
export interface Passkeys {
  areUsable(): Promise<boolean>
  /** None is made where one of the known is. */
  make(known: readonly KnownPasskey[]): Promise<MadePasskey | 'given_up' | 'cannot_lock'>
  /** One gesture, whichever of them is at hand. */
  askSecret(known: readonly KnownPasskey[]): Promise<Pick<MadePasskey, 'credentialId' | 'secret'> | null>
  /** Lets the device forget one that opens nothing any more, where it can be told. */
  forget(credentialId: Bytes): void
}

const algorithms = [-7, -257] as const // ES256 and RS256: what authenticators have
const timeout = 120_000

/** @see Web Authentication Level 3, section 10.1.4 (prf) */
export const webAuthnPasskeys = (): Passkeys => ({
  areUsable: async () => 'PublicKeyCredential' in globalThis && typeof PublicKeyCredential === 'function',
  make: async (known) => {
    const salt = randomBytes(32)
    const made = await credential(() => navigator.credentials.create({ publicKey: creation(salt, known) }))
    if (made === null) return 'given_up'
    const { prf } = made.getClientExtensionResults()
    const credentialId = new Uint8Array(made.rawId)
    if (prf?.enabled !== true) {
      forget(credentialId)
      return 'cannot_lock'
    }
    const isOfThisDevice = made.authenticatorAttachment === 'platform'
    // Some give the secret with the key, others only when the key is used.
    const first = prf.results?.first ?? (await askSecret([{ credentialId, salt }]))?.secret
    return first === undefined ? 'given_up' : { credentialId, salt, secret: bytesOf(first), isOfThisDevice }
  },
  askSecret,
  forget,
})

function forget(credentialId: Bytes): void {
  const { signalUnknownCredential } = globalThis.PublicKeyCredential as unknown as { readonly signalUnknownCredential?: (which: object) => Promise<void> } // newer than the types
  void signalUnknownCredential?.call(PublicKeyCredential, { rpId: location.hostname, credentialId: toBase64Url(credentialId) }).catch(() => {})
}

async function askSecret(known: readonly KnownPasskey[]): Promise<Pick<MadePasskey, 'credentialId' | 'secret'> | null> {
  const evalByCredential = Object.fromEntries(known.map(({ credentialId, salt }) => [toBase64Url(credentialId), { first: salt }]))
  const allowCredentials = known.map(({ credentialId }) => ({ type: 'public-key' as const, id: credentialId }))
  const used = await credential(() => navigator.credentials.get({ publicKey: { challenge: randomBytes(32), allowCredentials, userVerification: 'required', timeout, extensions: { prf: { evalByCredential } } } }))
  const first = used?.getClientExtensionResults().prf?.results?.first
  return used === null || first === undefined ? null : { credentialId: new Uint8Array(used.rawId), secret: bytesOf(first) }
}

function creation(salt: Bytes, known: readonly KnownPasskey[]): PublicKeyCredentialCreationOptions {
  return {
    challenge: randomBytes(32), // nobody checks it: no server knows of this passkey
    rp: { name: say('common.product') },
    // Of its own for each: an authenticator replaces a passkey of the same user, and its secret would be lost.
    user: { id: randomBytes(16), name: say('common.wallet'), displayName: say('common.wallet') },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: known.map(({ credentialId }) => ({ type: 'public-key', id: credentialId })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    timeout,
    extensions: { prf: { eval: { first: salt } } },
  }
}

async function credential(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null // nothing else was asked for
  } catch (error) {
    // Cancelled, timed out, already there, or not allowed here: browsers don't tell which.
    if (error instanceof DOMException) return null
    throw error
  }
}

const bytesOf = (source: BufferSource): Bytes => (ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice() : new Uint8Array(source).slice())

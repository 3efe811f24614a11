import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { encode } from 'cbor2'

interface Changes {
  readonly origin?: string
  readonly challenge?: string
  readonly counter?: number
  /** Signs with this key instead of its own. */
  readonly key?: KeyObject
  readonly id?: string
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

/** What a page asks a passkey. */
export const optionsIn = (page: string) => JSON.parse((/data-options="([^"]+)"/.exec(page)?.[1] ?? '{}').replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as { readonly challenge: string }

/** A device with one passkey, in software: it answers as browsers do, any part replaceable. @see WebAuthn Level 3, section 6 */
export class SoftAuthenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #id = randomBytes(16)
  readonly #origin: string
  #counter = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  register({ challenge }: { readonly challenge: string }, changes: Changes = {}): object {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const publicKey = encode(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], [-2, new Uint8Array(Buffer.from(x, 'base64url'))], [-3, new Uint8Array(Buffer.from(y, 'base64url'))]]))
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.#id.length)
    const authData = Buffer.concat([this.#authenticatorData(0x45, 0), Buffer.alloc(16), length, this.#id, publicKey])
    const attestationObject = encode({ fmt: 'none', attStmt: {}, authData: new Uint8Array(authData) })
    return this.#answer({ clientDataJSON: base64url(this.#clientData('webauthn.create', challenge, changes)), attestationObject: base64url(attestationObject), transports: ['internal'] }, changes)
  }

  sign({ challenge }: { readonly challenge: string }, changes: Changes = {}): object {
    this.#counter = changes.counter ?? this.#counter + 1
    const authenticatorData = this.#authenticatorData(0x05, this.#counter)
    const clientData = this.#clientData('webauthn.get', challenge, changes)
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), changes.key ?? this.#keys.privateKey)
    return this.#answer({ clientDataJSON: base64url(clientData), authenticatorData: base64url(authenticatorData), signature: base64url(signature), userHandle: null }, changes)
  }

  #answer(response: object, { id = base64url(this.#id) }: Changes): object {
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
  }

  #clientData(type: string, asked: string, { origin = this.#origin, challenge = asked }: Changes): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  #authenticatorData(flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(new URL(this.#origin).hostname), Buffer.from([flags]), count])
  }
}

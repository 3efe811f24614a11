import { createPublicKey, type KeyObject } from 'node:crypto'
import { ExternalSigningKey } from 'oidc-provider'
import type { Es256Key, KeyCustody } from '@counterfoil/service-kit/keys/key-custody'
import { keyMadeOnce } from '@counterfoil/service-kit/keys/key-made-once'
import type { IdTokenRole } from '@counterfoil/service-kit/keys/key-role'

/** Name under which custody has the keys. */
const owner = 'openid-provider'

/** A key in custody, as the protocol signs with it: the key itself isn't to be had. */
class CustodySigningKey extends ExternalSigningKey {
  readonly #key: Es256Key<IdTokenRole>

  constructor(key: Es256Key<IdTokenRole>) {
    super()
    this.#key = key
  }

  override get alg(): string {
    return 'ES256'
  }

  override keyObject(): KeyObject {
    return createPublicKey({ key: { ...this.#key.publicJwk }, format: 'jwk' })
  }

  override async sign(data: Uint8Array): Promise<Uint8Array> {
    return Buffer.from(await this.#key.sign(data), 'base64url')
  }
}

/** The keys that ID tokens are signed with: the newest signs, and all that aren't retired are published. One is made on the first call. */
export async function signingKeys(custody: KeyCustody): Promise<readonly ExternalSigningKey[]> {
  await keyMadeOnce(custody, 'id-token', owner)
  const held = (await custody.list()).filter(({ role, retiredAt }) => role === 'id-token' && retiredAt === null).toSorted((one, other) => other.createdAt - one.createdAt)
  return Promise.all(held.map(async ({ id }) => new CustodySigningKey(await custody.es256(id, 'id-token'))))
}

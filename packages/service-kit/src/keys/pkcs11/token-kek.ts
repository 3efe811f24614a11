import { randomBytes } from 'node:crypto'
import type { Handle } from 'pkcs11js'
import { ConfigurationError } from '../../config/read-env.ts'
import { SealBroken } from '../../sealing/seal.ts'
import type { KeyEncryptionKey } from '../envelope/key-encryption-key.ts'
import { KeyMisconfigured } from '../key-keeper.ts'
import { findObjects } from './token-keys.ts'
import { openToken, type Token, type TokenSession, type TokenSettings } from './token.ts'

/**
 * An AES-256 key in a token, by its label, as key encryption key. Data keys are sealed by the token itself; what signs is in
 * the process only while the envelope is open. Throws a `ConfigurationError` when there is no such key.
 */
export async function openTokenKek(settings: TokenSettings, label: string): Promise<KeyEncryptionKey> {
  const token = await openToken(settings)
  try {
    await token.run(async (session) => mustFindKek(session, label))
  } catch (error) {
    token.close()
    throw error instanceof KeyMisconfigured ? new ConfigurationError(error.message, { cause: error }) : error
  }
  return {
    id: `token:${label}`,
    seal: (plaintext, context) =>
      token.run(async (session) => {
        const iv = randomBytes(12)
        session.api.C_EncryptInit(session.handle, gcm(session, iv, context), mustFindKek(session, label))
        return Buffer.concat([iv, await session.api.C_EncryptAsync(session.handle, Buffer.from(plaintext), Buffer.alloc(plaintext.length + 32))])
      }),
    open: (sealed, context) => token.run((session) => openSealed(session, label, Buffer.from(sealed), context)),
    close: () => token.close(),
  }
}

/** Makes an AES-256 key in a token that seals and opens, and never comes out. */
export const makeTokenKek = (token: Pick<Token, 'run'>, label: string): Promise<void> =>
  token.run(async ({ api, handle, cryptoki }) => {
    await api.C_GenerateKeyAsync(handle, { mechanism: cryptoki.CKM_AES_KEY_GEN }, [
      { type: cryptoki.CKA_CLASS, value: cryptoki.CKO_SECRET_KEY },
      { type: cryptoki.CKA_KEY_TYPE, value: cryptoki.CKK_AES },
      { type: cryptoki.CKA_VALUE_LEN, value: 32 },
      { type: cryptoki.CKA_LABEL, value: label },
      ...[cryptoki.CKA_TOKEN, cryptoki.CKA_PRIVATE, cryptoki.CKA_SENSITIVE, cryptoki.CKA_ENCRYPT, cryptoki.CKA_DECRYPT].map((type) => ({ type, value: true })),
      { type: cryptoki.CKA_EXTRACTABLE, value: false },
    ])
  })

async function openSealed(session: TokenSession, label: string, sealed: Buffer, context: string): Promise<Buffer> {
  const { api, handle, cryptoki } = session
  api.C_DecryptInit(handle, gcm(session, sealed.subarray(0, 12), context), mustFindKek(session, label))
  try {
    return await api.C_DecryptAsync(handle, sealed.subarray(12), Buffer.alloc(sealed.length))
  } catch (cause) {
    // Tokens have no common word for a tag that is wrong: one that is still there has refused what it was given.
    if (!(cause instanceof cryptoki.NativeError)) throw cause
    session.mustBePresent()
    throw new SealBroken('The token did not open the seal.', { cause })
  }
}

const gcm = ({ cryptoki }: TokenSession, iv: Buffer, context: string) => ({
  mechanism: cryptoki.CKM_AES_GCM,
  parameter: { type: cryptoki.CK_PARAMS_AES_GCM_v240, iv, aad: Buffer.from(context), ivBits: 96, tagBits: 128 },
})

function mustFindKek(session: TokenSession, label: string): Handle {
  const { cryptoki } = session
  const [found, ...more] = findObjects(session, [
    { type: cryptoki.CKA_CLASS, value: cryptoki.CKO_SECRET_KEY },
    { type: cryptoki.CKA_KEY_TYPE, value: cryptoki.CKK_AES },
    { type: cryptoki.CKA_LABEL, value: label },
  ])
  if (found !== undefined && more.length === 0) return found
  session.mustBePresent()
  throw new KeyMisconfigured(`The token has ${found === undefined ? 'no AES key' : 'several AES keys'} with the label ${label}.`)
}

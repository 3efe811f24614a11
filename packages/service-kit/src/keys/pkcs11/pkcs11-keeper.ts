import { hash } from 'node:crypto'
import type { Handle } from 'pkcs11js'
import type { CustodyKey, KeyKeeper } from '../key-keeper.ts'
import { destroyKey, listKeys, makeKey, mustBeSealed, mustFindPrivateKey, retireKey } from './token-keys.ts'
import { takeKeyOver } from './take-over.ts'
import { openToken, type TokenSettings } from './token.ts'

/**
 * Keys in a token, from which they can't be read. While it can't be reached, signing refuses with `signing_unavailable`;
 * once it is back, signing goes on. Throws a `ConfigurationError` when the token can't be used at the start.
 * @see PKCS #11 2.40, section 4.9
 */
export async function openPkcs11Keeper(settings: TokenSettings): Promise<KeyKeeper> {
  const token = await openToken(settings)
  const handles = new Map<string, { readonly generation: number; readonly handle: Handle }>()
  /** r and s over a digest. */
  const sign = (id: string, digest: Buffer): Promise<Buffer> =>
    token.run(async (session) => {
      const known = handles.get(id)
      const handle = known?.generation === session.generation ? known.handle : mustFindPrivateKey(session, id)
      handles.set(id, { generation: session.generation, handle })
      session.api.C_SignInit(session.handle, { mechanism: session.cryptoki.CKM_ECDSA }, handle)
      return session.api.C_SignAsync(session.handle, digest, Buffer.alloc(72))
    })
  const mustLoad = ({ id }: CustodyKey): Promise<void> => token.run(async (session) => mustBeSealed(session, id))
  return {
    make: (wanted) => token.run((session) => makeKey(session, wanted)),
    takeOver: (label, wanted) => token.run((session) => takeKeyOver(session, label, wanted)),
    list: () => token.run(async (session) => listKeys(session)),
    es256: async (key) => {
      await mustLoad(key)
      return async (signingInput) => (await sign(key.id, hash('sha256', signingInput, 'buffer'))).toString('base64url')
    },
    secp256k1: async (key) => {
      await mustLoad(key)
      return (digest) => sign(key.id, Buffer.from(digest))
    },
    retire: (id, at) => token.run(async (session) => retireKey(session, id, at)),
    destroy: (id) => token.run(async (session) => destroyKey(session, id)),
    close: async () => token.close(),
  }
}

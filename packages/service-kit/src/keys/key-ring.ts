import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { ConfigurationError } from '../config/read-env.ts'
import { custodyIdOf } from './custody-kms.ts'
import type { IdentityAgent } from './identity-agent.ts'
import type { JoseRole } from './key-role.ts'

/** Signs in one role with one published key; the key itself is not to be had from it. */
export interface Es256Signer<Role extends JoseRole = JoseRole> {
  /** The DID URL under which the ledger publishes the key. */
  readonly kid: string
  readonly role: Role
  readonly publicJwk: P256PublicJwk
  /** At once where the key is at hand. Refuses `signing_unavailable`. */
  readonly sign: (signingInput: string | Uint8Array) => string | Promise<string>
}

export interface KeyRing {
  /** Throws when custody has no such key for this role. */
  signer<Role extends JoseRole>(kid: string, role: Role): Promise<Es256Signer<Role>>
}

/** Signing keys by the names under which they are published; each is loaded once. */
export function openKeyRing({ agent, custody }: Pick<IdentityAgent, 'agent' | 'custody'>): KeyRing {
  const signers = new Map<string, Promise<Es256Signer>>()
  const load = async (kid: string, role: JoseRole): Promise<Es256Signer> => {
    const key = await agent.keyManagerGet({ kid }).catch((cause: unknown) => {
      throw new ConfigurationError(`The key ${kid} is not in the database of keys, though the network file names it.`, { cause })
    })
    const { publicJwk, sign } = await custody.es256(custodyIdOf(key), role)
    return { kid, role, publicJwk, sign }
  }
  return {
    signer: <Role extends JoseRole>(kid: string, role: Role) => {
      const name = `${role} ${kid}`
      const signer = signers.get(name) ?? load(kid, role)
      signers.set(name, signer)
      // A store that failed once is asked again.
      signer.catch(() => signers.delete(name))
      return signer as Promise<Es256Signer<Role>> // loaded for this role
    },
  }
}

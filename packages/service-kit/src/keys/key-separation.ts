import { X509Certificate } from 'node:crypto'
import { ConfigurationError } from '../config/read-env.ts'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { KeyCustody } from './key-custody.ts'
import type { KeyRole } from './key-role.ts'

/** No published key may be named for two roles, nor for two authorities. Throws a `ConfigurationError` of one sentence. */
export function mustNameSeparateKeys({ authorities }: Pick<AnyNetwork, 'authorities'>): void {
  const seen = new Map<string, string>()
  for (const { id, keys } of authorities) {
    for (const [role, { next, ...current }] of Object.entries(keys)) {
      for (const [use, key] of Object.entries({ [`${role} key of ${id}`]: current, [`next ${role} key of ${id}`]: next })) {
        for (const name of key === undefined ? [] : [key.kid, ...key.x5c.slice(0, 1).map(certifiedKey)]) {
          const other = seen.get(name)
          if (other !== undefined) throw new ConfigurationError(`The network file names one key as both the ${other} and the ${use}; no key may have two roles.`)
          seen.set(name, use)
        }
      }
    }
  }
}

const certifiedKey = (leaf: string): string => new X509Certificate(Buffer.from(leaf, 'base64')).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

/**
 * A process holds keys of its own roles alone, and no key twice. Throws a `ConfigurationError` of one sentence.
 * @see docs/keys.md
 */
export async function mustHoldOnly(custody: Pick<KeyCustody, 'list'>, roles: readonly KeyRole[], service: string): Promise<void> {
  const seen = new Map<string, string>()
  for (const { id, role, authority, publicKeyHex } of await custody.list()) {
    if (!roles.includes(role)) throw new ConfigurationError(`The ${service} holds a ${role} key (${id}), which is not one of its roles (${roles.join(', ')}).`)
    const other = seen.get(publicKeyHex)
    if (other !== undefined) throw new ConfigurationError(`The ${service} holds one key as both the ${other} and the ${role} key of ${authority}; no key may have two roles.`)
    seen.set(publicKeyHex, `${role} key of ${authority}`)
  }
}

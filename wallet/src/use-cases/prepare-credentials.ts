import { Fault } from '../domain/fault.ts'
import { boundKeyName, namedKeys, type PendingCredential } from '../domain/pending-sign-in.ts'
import { identifiersFor, type Tokens } from '../domain/tokens.ts'
import type { Issuer, World } from '../ports.ts'
import { makeKeys } from './accept-credential.ts'

interface Prepared {
  readonly pending: PendingCredential
  readonly holders: Awaited<ReturnType<typeof makeKeys>>
}

type Needs = Pick<World, 'keys' | 'newId'>

/** A credential to be, with its keys, which nobody has kept yet. */
export async function prepareCredential(world: Needs, { batchSize }: Issuer, wanted: Pick<PendingCredential, 'configurationId' | 'identifier'>): Promise<Prepared> {
  const credentialId = world.newId()
  const holders = await makeKeys(world, { id: credentialId, batchSize })
  const [holderKey, ...copyKeys] = [...holders].map(([name, { publicKey: key }]) => ({ name, key }))
  if (holderKey === undefined) throw new Fault('unexpected')
  return { pending: { credentialId, ...wanted, holderKey: holderKey.key, copyKeys }, holders }
}

/** A credential that is known of already. */
type Known = Pick<PendingCredential, 'configurationId' | 'identifier'>

interface ToName {
  readonly tokens: Tokens
  readonly known: readonly Known[]
  /** The name of the key that the tokens are bound to. */
  readonly boundAs: string | null
}

/**
 * What tokens name beside what is known of, with keys of their own, which are kept before `note` is. The tokens are in the vault by then: what is cut short
 * is done at the next try. @see OpenID4VCI 1.0, section 6.2
 */
export async function prepareNamed(world: Needs, issuer: Issuer, { tokens, known, boundAs }: ToName, note: (more: readonly PendingCredential[]) => Promise<void>): Promise<readonly PendingCredential[]> {
  const { keys } = world
  const isKnown = (wanted: Known): boolean => known.some((one) => one.configurationId === wanted.configurationId && one.identifier === wanted.identifier)
  const configurationIds = [...new Set(known.map(({ configurationId }) => configurationId))]
  const more = configurationIds.flatMap((configurationId) => identifiersFor(tokens, configurationId).slice(1).map((identifier) => ({ configurationId, identifier }))).filter((wanted) => !isKnown(wanted))
  if (more.length === 0) return []
  const prepared = await Promise.all(more.map((wanted) => prepareCredential(world, issuer, wanted)))
  const pending = prepared.map((one) => one.pending)
  try {
    for (const { holders } of prepared) for (const [name, key] of holders) await key.keep(name)
    if (boundAs !== null) for (const { credentialId } of pending) await keys.keepAlso(boundAs, boundKeyName(credentialId))
    await note(pending)
  } catch (error) {
    for (const one of pending) for (const name of [...namedKeys(one).map((copy) => copy.name), boundKeyName(one.credentialId)]) await keys.remove(name)
    throw error
  }
  return pending
}

import { Fault } from '../domain/fault.ts'
import type { PendingCredential } from '../domain/pending-sign-in.ts'
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

/** What tokens name beside the first of each configuration, with keys of their own, which are kept. @see OpenID4VCI 1.0, section 6.2 */
export async function prepareNamed(world: Needs, issuer: Issuer, { tokens, configurationIds }: { readonly tokens: Tokens; readonly configurationIds: readonly string[] }): Promise<readonly PendingCredential[]> {
  const more = configurationIds.flatMap((configurationId) => identifiersFor(tokens, configurationId).slice(1).map((identifier) => ({ configurationId, identifier })))
  const prepared = await Promise.all(more.map((wanted) => prepareCredential(world, issuer, wanted)))
  for (const { holders } of prepared) for (const [name, key] of holders) await key.keep(name)
  return prepared.map(({ pending }) => pending)
}

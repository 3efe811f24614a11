import type { CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { longestOffer, type PendingOffer } from '../domain/pending-offer.ts'
import type { PendingCredential } from '../domain/pending-sign-in.ts'
import type { Tokens } from '../domain/tokens.ts'
import type { World } from '../ports.ts'
import { makeKeys } from './accept-credential.ts'
import { forgetOffer, orForget } from './forget-offer.ts'
import { prepareCredential, prepareNamed } from './prepare-credentials.ts'
import type { ReceivedOffer } from './receive-offer.ts'

type Needs = Pick<World, 'vault' | 'keys' | 'newId' | 'now' | 'oneAtATime'>

/**
 * Redeems the offer's code (with what the citizen typed) for tokens. Keys and tokens rest in the vault before anything is done
 * with them: an answer that got lost, or a page, is asked for again with both, and it is the same credential then.
 * @see OpenID4VCI 1.0, section 6
 */
export const redeemOffer =
  (world: Needs) =>
  (received: ReceivedOffer<CredentialOffer>, txCode: string | null): Promise<PendingOffer> =>
    world.oneAtATime(received.id, async () => {
      const { vault } = world
      const unanswered = await vault.pendingOffer(received.id)
      const pending = unanswered ?? (await begin(world, received))
      const { tokens, pending: redeemed } = await withTokens(world, pending, () => orForget(world, pending, received.issuer.redeem(received.offer, txCode, pending.retryKey), { mayBeRedeemed: unanswered !== null }))
      const { others = [] } = redeemed
      const withMore = (more: readonly PendingCredential[]): PendingOffer => (more.length === 0 ? redeemed : { ...redeemed, others: [...others, ...more] })
      const known = [{ configurationId: received.configurationId }, ...others]
      return withMore(await prepareNamed(world, received.issuer, { tokens, known, boundAs: null }, (more) => vault.notePendingOffer(withMore(more))))
    })

/** Tokens are kept as soon as they come: the code is worth nothing any more. */
async function withTokens({ vault }: Needs, pending: PendingOffer, redeem: () => Promise<Tokens>): Promise<{ readonly tokens: Tokens; readonly pending: PendingOffer }> {
  if (pending.tokens !== null) return { tokens: pending.tokens, pending }
  const tokens = await redeem()
  const redeemed = { ...pending, tokens }
  await vault.notePendingOffer(redeemed)
  return { tokens, pending: redeemed }
}

async function begin(world: Needs, { id, offer, issuer, alongside }: ReceivedOffer<CredentialOffer>): Promise<PendingOffer> {
  const { vault, newId, now } = world
  for (const old of await vault.pendingOffers()) if (now() - old.begunAt > longestOffer) await forgetOffer(world, old)
  const credentialId = newId()
  const made = await makeKeys(world, { id: credentialId, batchSize: issuer.batchSize })
  const holderKeys = [...made].map(([name, { publicKey: key }]) => ({ name, key }))
  const others = await Promise.all(alongside.map(({ configurationId }) => prepareCredential(world, issuer, { configurationId })))
  const pending = { id, offer, retryKey: newId(), credentialId, holderKeys, ...(others.length === 0 ? {} : { others: others.map((other) => other.pending) }), begunAt: now(), tokens: null }
  try {
    for (const holders of [made, ...others.map((other) => other.holders)]) for (const [name, key] of holders) await key.keep(name)
    await vault.notePendingOffer(pending)
  } catch (error) {
    await forgetOffer(world, pending)
    throw error
  }
  return pending
}

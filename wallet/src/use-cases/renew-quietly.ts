import { sameFacts } from '../domain/credential-facts.ts'
import { keyNamesOf } from '../domain/credential-copies.ts'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential, IssuerGrant } from '../domain/held-credential.ts'
import { boundKeyName } from '../domain/pending-sign-in.ts'
import { changedFacts, isQuiet, isToBeRenewed } from '../domain/quiet-renewal.ts'
import { personOf } from '../domain/person.ts'
import { identifiersFor } from '../domain/tokens.ts'
import { renewalOf } from '../domain/renewal.ts'
import type { ProvingKey, World } from '../ports.ts'
import { makeKeys, takeCopies, waitingFor, type CollectedCredential, type NamedKey } from './accept-credential.ts'
import { keptKey } from './kept-key.ts'
import { nextTokens } from './next-tokens.ts'
import { receiveOffer, type ReceivedOffer } from './receive-offer.ts'

type Needs = Pick<World, 'vault' | 'keys' | 'http' | 'trust' | 'connectIssuer' | 'newId' | 'now' | 'oneAtATime'>

/**
 * Has one credential given anew by the refresh token that it came with: copies when few are left, and the present facts before it ends. One
 * at a time over all tabs, and some while after anything was shown. What goes wrong is tried again later; who is refused signs in, as without it.
 * @see OpenID4VCI 1.0, section 13.5
 */
export function renewQuietly(world: Needs, chance = Math.random()): () => Promise<void> {
  const due = async (): Promise<readonly HeldCredential[]> => {
    const all = await world.vault.credentials()
    // While something of a sign-in waits, its refresh token gives tokens for that alone.
    const waiting = new Set((await world.vault.waiting()).flatMap(({ id, sharedBy, ended }) => (sharedBy === undefined || ended !== undefined ? [id] : [id, sharedBy])))
    return all.filter((held) => !waiting.has(held.id) && !waiting.has(held.grant?.sharedBy ?? held.id) && isToBeRenewed(held, all.filter((one) => personOf(one) === personOf(held)), world.now()))
  }
  return async () => {
    if ((await due()).length === 0 || !isQuiet(await world.vault.activities(), world.now(), chance)) return
    await world.oneAtATime('renewal', async () => {
      const [held] = await due()
      if (held?.grant === undefined) return
      // Noted before anybody is asked: one council's trouble holds up no other's, and where nothing can be kept no token is used up.
      await world.vault.amend(held.id, (present) => (present.grant === undefined ? present : { ...present, grant: { ...present.grant, triedAt: world.now() } }))
      await renew(world, held, held.grant).catch((error: unknown) => {
        if (!(error instanceof Fault)) throw error
      })
    })
  }
}

async function renew(world: Needs, held: HeldCredential, grant: IssuerGrant): Promise<void> {
  const { vault, keys, now, newId } = world
  const { id } = held
  const keepGrant = (refreshToken: string): Promise<unknown> => vault.amend(id, (present) => (present.grant === undefined ? present : { ...present, grant: { ...present.grant, refreshToken, askedAt: now() } }))
  const received = await receiveOffer(world)({ by: 'value', offer: { credentialIssuer: held.issuer.url, configurationIds: [grant.configurationId], issuerState: null } })
  const boundTo = keptKey(keys, boundKeyName(id), grant.boundTo)
  // One whose answer gets lost, with the page or on the way, is shown again the next time: its issuer can't have seen the next one.
  const tokens = await nextTokens(world, received.issuer, { token: null, refreshToken: grant.refreshToken, sharedBy: grant.sharedBy, boundTo })
  if (tokens === null) return endGrant(world, id)
  const refreshToken = tokens.refreshToken ?? grant.refreshToken
  await keepGrant(refreshToken)
  const identifiers = identifiersFor(tokens, received.configurationId)
  // Of several of one configuration it stays the one that it was.
  const identifier = grant.identifier !== undefined && identifiers.includes(grant.identifier) ? grant.identifier : (identifiers[0] ?? grant.identifier)
  const made = await makeKeys({ keys, newId }, { id: newId(), batchSize: received.issuer.batchSize })
  const holders = [...made].map(([name, { publicKey: key, sign }]) => ({ name, key, sign }))
  const entitled = { token: tokens.token, refreshToken, sharedBy: grant.sharedBy, identifier, id, holders, boundTo }
  const ask = () => received.issuer.request({ configurationId: received.configurationId, identifier, token: tokens.token, holders, boundTo })
  // An answer that got lost is asked for once more, by the same keys, while the token lives.
  const answer = await ask().catch((error: unknown) => (error instanceof Fault && error.code === 'not_reachable' ? ask() : Promise.reject(error as Error)))
  for (const [name, key] of made) await key.keep(name)
  try {
    if (answer.is === 'later') return await vault.noteWaiting({ ...waitingFor(world, received, entitled, answer), person: personOf(held), renews: true })
    await putRenewed(world, await takeCopies(world, received, entitled, answer), { received, holders, boundTo })
  } catch (error) {
    for (const name of made.keys()) await keys.remove(name)
    throw error
  }
}

async function endGrant({ vault, keys }: Needs, id: string): Promise<void> {
  await vault.amend(id, (present) => {
    const { grant: _, ...held } = present
    return held
  })
  await keys.remove(boundKeyName(id))
}

/** Puts a credential that was given anew in the place of the one it renews, for the citizen to see what changed; its issuer is told. */
export async function putRenewed(
  { vault, keys, oneAtATime }: Pick<World, 'vault' | 'keys' | 'oneAtATime'>,
  { held: fresh, names, notification }: CollectedCredential & { readonly names: readonly string[] },
  { received, holders, boundTo }: { readonly received: ReceivedOffer; readonly holders: readonly NamedKey[]; readonly boundTo: ProvingKey },
): Promise<void> {
  // Nobody signs with a key that goes: whoever shows a copy has this to themselves, too.
  const isHeld = await oneAtATime(`copies ${fresh.id}`, async () => {
    let before: HeldCredential | undefined
    const after = await vault.amend(fresh.id, (held) => inPlaceOf((before = held), fresh))
    const unused = after === null ? holders.map(({ name }) => name) : holders.flatMap(({ name }) => (names.includes(name) ? [] : name))
    for (const name of [...unused, ...(before === undefined || after === null ? [] : keyNamesOf(before))]) await keys.remove(name)
    return after !== null
  })
  if (notification === null) return
  const event = isHeld ? 'credential_accepted' : 'credential_deleted'
  await received.issuer.notify({ token: notification.token, id: notification.id, event, boundTo }).catch(() => null)
}

function inPlaceOf(before: HeldCredential, fresh: HeldCredential): HeldCredential {
  const { shownFor: _, copies: __, renewed, ...kept } = before
  const isNews = !sameFacts(before.claims, fresh.claims) || renewalOf(before, [], fresh.receivedAt)?.isOpen === true || (before.expiresAt ?? Infinity) <= fresh.receivedAt
  const told = isNews ? { at: fresh.receivedAt, changed: changedFacts(before, fresh) } : renewed
  return { ...kept, ...fresh, ...(before.grant === undefined ? {} : { grant: before.grant }), ...(told === undefined ? {} : { renewed: told }) }
}

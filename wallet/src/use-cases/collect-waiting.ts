import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault } from '../domain/fault.ts'
import { boundKeyName } from '../domain/pending-sign-in.ts'
import { personOf } from '../domain/person.ts'
import { isTimeToAsk, waitAfter, type EndOfWaiting, type WaitingIssuance } from '../domain/waiting-issuance.ts'
import type { Copies, Issuer, ProvingKey, World } from '../ports.ts'
import { takeCopies } from './accept-credential.ts'
import { keptKey } from './kept-key.ts'
import { noteCollected } from './note-collected.ts'
import { nextTokens } from './next-tokens.ts'
import { receiveOffer } from './receive-offer.ts'
import { putRenewed } from './renew-quietly.ts'

type Needs = Pick<World, 'vault' | 'keys' | 'http' | 'trust' | 'connectIssuer' | 'newId' | 'now' | 'oneAtATime'>

/**
 * Asks for what issuers are still preparing, where it is time: what is ready is put before the citizen, and what never comes is
 * marked so. Answers in how many seconds it is time again; null when nothing waits. @see OpenID4VCI 1.0, section 9
 */
export const collectWaiting = (world: Needs) => async (): Promise<number | null> => {
  for (const waiting of await world.vault.waiting()) {
    // One at a time over all tabs: who asks twice might end what the other is about to get.
    if (waiting.ended === undefined && isTimeToAsk(waiting, world.now())) await world.oneAtATime(`waiting ${waiting.id}`, () => askAgain(world, waiting.id))
  }
  const times = (await world.vault.waiting()).flatMap(({ ended, askAt }) => (ended === undefined ? [Math.max(1, askAt - world.now())] : []))
  return times.length === 0 ? null : Math.min(...times)
}

async function askAgain(world: Needs, id: string): Promise<void> {
  const { vault, keys, now } = world
  const waiting = (await vault.waiting()).find((one) => one.id === id)
  if (waiting === undefined || waiting.ended !== undefined || !isTimeToAsk(waiting, now())) return
  try {
    const boundTo = waiting.boundTo === null ? null : keptKey(keys, boundKeyName(id), waiting.boundTo)
    const offer: SignInOffer = { credentialIssuer: waiting.issuer.url, configurationIds: [waiting.configurationId], issuerState: null }
    const received = await receiveOffer(world)({ by: 'value', offer })
    const asked = await ask(world, waiting, { issuer: received.issuer, boundTo })
    if ('ended' in asked) return await end(world, waiting, asked.ended)
    const { token, refreshToken, answer } = asked
    const next = { ...waiting, token, refreshToken }
    if (answer.is === 'later') return await vault.noteWaiting({ ...next, askAt: now() + waitAfter(answer.interval) })
    const holders = waiting.holders.map(({ name, key }) => ({ name, ...keptKey(keys, name, key) }))
    const taken = await takeCopies(world, received, { id, holders, token, refreshToken, sharedBy: waiting.sharedBy, identifier: waiting.identifier, boundTo }, answer)
    if (waiting.renews === true && boundTo !== null) {
      await putRenewed(world, taken, { received, holders, boundTo })
      return await vault.endWaiting(id)
    }
    const { held, names, notification } = taken
    await vault.keepInPlaceOf({ waiting: id }, { ...held, unconfirmed: { notification } })
    await noteCollected(world)({ ...held, person: personOf(waiting) })
    for (const { name } of holders) if (!names.includes(name)) await keys.remove(name)
  } catch (error) {
    if (error instanceof Fault && error.code === 'credential_wrong') return end(world, waiting, 'refused')
    // Offline, or the council is: it is asked again, and nothing is lost.
    await vault.noteWaiting({ ...waiting, ...(await latestTokens(world, id)), askAt: now() + waitAfter(unreachableWait) })
  }
}

const unreachableWait = 60

async function latestTokens({ vault }: Needs, id: string): Promise<Pick<WaitingIssuance, 'token' | 'refreshToken'> | null> {
  const found = (await vault.waiting()).find((one) => one.id === id)
  return found === undefined ? null : { token: found.token, refreshToken: found.refreshToken }
}

type Asked = { readonly ended: EndOfWaiting } | (Pick<WaitingIssuance, 'token' | 'refreshToken'> & { readonly answer: Copies | { readonly is: 'later'; readonly interval: number } })
interface Asking {
  readonly issuer: Issuer
  readonly boundTo: ProvingKey | null
}

/** Asks with the token that there is; with the next one, should that be over. */
async function ask(world: Needs, waiting: WaitingIssuance, asking: Asking, isFresh = false): Promise<Asked> {
  const { issuer, boundTo } = asking
  const { token, refreshToken, transactionId, configurationId, holders } = waiting
  const answer = await issuer.collectLater({ transactionId, token, boundTo })
  switch (answer.is) {
    case 'issued':
    case 'later':
      return { token, refreshToken, answer }
    case 'refused':
      return { ended: 'refused' }
    case 'transaction_over': {
      // It may have been collected by an answer that got lost: the same keys get the same credential for as long as the token lives.
      const again = await issuer.request({ configurationId, identifier: waiting.identifier, token, boundTo, holders: holders.map(({ name, key }) => keptKey(world.keys, name, key)) }).catch(() => null)
      return again?.is === 'issued' ? { token, refreshToken, answer: again } : { ended: 'refused' }
    }
    case 'token_over': {
      if (refreshToken === null || isFresh) return { ended: 'too_late' }
      const tokens = await nextTokens(world, issuer, { token, refreshToken, sharedBy: waiting.sharedBy, boundTo })
      if (tokens === null) return { ended: 'too_late' }
      // Before anything is done with it: from then on the one before is worth nothing.
      const renewed = { ...waiting, token: tokens.token, refreshToken: tokens.refreshToken ?? refreshToken }
      await world.vault.noteWaiting(renewed)
      if (waiting.renews === true) await world.vault.amend(waiting.id, (held) => (held.grant === undefined ? held : { ...held, grant: { ...held.grant, refreshToken: renewed.refreshToken } }))
      return ask(world, renewed, asking, tokens.isFresh)
    }
  }
}

async function end({ vault, keys }: Needs, waiting: WaitingIssuance, ended: EndOfWaiting): Promise<void> {
  // Of a renewal nobody need be told: the credential is there, and is renewed as it was before there was this.
  await (waiting.renews === true ? vault.endWaiting(waiting.id) : vault.noteWaiting({ ...waiting, ended }))
  await removeWaitingKeys({ keys }, waiting)
}

async function removeWaitingKeys({ keys }: Pick<World, 'keys'>, { id, holders, renews }: WaitingIssuance): Promise<void> {
  for (const { name } of holders) await keys.remove(name)
  if (renews !== true) await keys.remove(boundKeyName(id))
}

/** The citizen has read that nothing comes of it, or gives it up. */
export const giveUpWaiting =
  (world: Pick<World, 'vault' | 'keys' | 'oneAtATime'>) =>
  (waiting: WaitingIssuance): Promise<void> =>
    world.oneAtATime(`waiting ${waiting.id}`, async () => {
      if (!(await world.vault.waiting()).some(({ id }) => id === waiting.id)) return
      await world.vault.endWaiting(waiting.id)
      await removeWaitingKeys(world, waiting)
    })

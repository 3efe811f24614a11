import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault } from '../domain/fault.ts'
import { sharedGrantName } from '../domain/shared-grant.ts'
import { identifiersFor, type Tokens } from '../domain/tokens.ts'
import { IssuedLater } from '../domain/waiting-issuance.ts'
import type { ProvingKey, World } from '../ports.ts'
import { takeCopies, waitingFor } from './accept-credential.ts'
import { isPassing } from './forget-offer.ts'
import { keptKey } from './kept-key.ts'
import { noteCollected } from './note-collected.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** A credential to be, with the names that its keys are kept by. */
export interface Wanted {
  readonly credentialId: string
  readonly configurationId: string
  readonly identifier?: string
  readonly holders: readonly { readonly name: string; readonly key: P256PublicJwk }[]
}

/** What entitles to all of them. */
export interface Entitlement {
  readonly tokens: Tokens
  readonly boundTo: ProvingKey | null
  /** Whoever began it, whoever is in sight where it comes back. */
  readonly person: string
  /** What was begun, and ends with the last of them. */
  readonly begun: { readonly signIn: string } | { readonly offer: string }
  readonly receive: (configurationId: string) => Promise<ReceivedOffer>
}

/** What came of a sign-in, or of an offer: never nothing. */
export interface Finished {
  readonly ids: readonly [string, ...string[]]
  /** Why one of several didn't come. */
  readonly fault: Fault | null
  /** What those are called that didn't come. */
  readonly missing: readonly Bilingual[]
}

type Needs = Pick<World, 'vault' | 'keys' | 'trust' | 'now'>

const idOf = (begun: Entitlement['begun']): string => ('signIn' in begun ? begun.signIn : begun.offer)

/**
 * Collects one credential after the other by the same tokens, and keeps each until the citizen has said that it is about them. What the network
 * lost is asked for again; what is refused of one holds up none of the others. Throws a Fault where nothing came.
 */
export async function collectEach(world: Needs, wanted: readonly Wanted[], entitlement: Entitlement): Promise<Finished> {
  const { vault } = world
  const { tokens: { token, refreshToken }, begun } = entitlement
  // A refresh token is shown once: where there are several credentials, they share it.
  const sharedBy = wanted.length === 1 || refreshToken === null ? undefined : sharedGrantName(idOf(begun))
  if (sharedBy !== undefined && refreshToken !== null && (await vault.sharedGrant(sharedBy)) === null) await vault.noteSharedGrant({ id: sharedBy, token, refreshToken })
  const ids: string[] = []
  const missing: Bilingual[] = []
  let fault: Fault | null = null
  for (const [place, one] of wanted.entries()) {
    let name: Bilingual | undefined
    try {
      const received = await entitlement.receive(one.configurationId)
      name = received.name
      ids.push(await collectOne(world, one, { received, entitlement, sharedBy, isLast: place === wanted.length - 1 }))
    } catch (error) {
      if (wanted.length === 1 || !(error instanceof Fault) || isPassing(error)) throw error
      missing.push(...(name === undefined ? [] : [name]))
      // What only comes later is no reason to hide what never comes.
      if (fault === null || fault.code === 'issued_later') fault = error
    }
  }
  const [first, ...others] = ids
  if (first === undefined) throw fault ?? new Fault('issuing_failed')
  return { ids: [first, ...others], fault, missing }
}

interface ToCollectOne {
  readonly received: ReceivedOffer
  readonly entitlement: Entitlement
  readonly sharedBy: string | undefined
  readonly isLast: boolean
}

/** One credential, unless it was kept, or put off, before the page was loaded again. */
async function collectOne(world: Needs, wanted: Wanted, { received, entitlement: { tokens, boundTo, person, begun }, sharedBy, isLast }: ToCollectOne): Promise<string> {
  const { vault, keys } = world
  const { credentialId: id, configurationId, identifier = identifiersFor(tokens, configurationId)[0] } = wanted
  const { token, refreshToken } = tokens
  if ([...(await vault.credentials()), ...(await vault.deleted())].some((held) => held.id === id)) return id
  if ((await vault.waiting()).some((one) => one.id === id)) throw new IssuedLater()
  const gone = () => new Fault('signIn' in begun ? 'sign_in_unknown' : 'offer_gone')
  const holders = wanted.holders.map(({ name, key }) => ({ name, ...keptKey(keys, name, key) }))
  const entitled = { token, refreshToken, sharedBy, identifier, id, holders, boundTo }
  const issued = await received.issuer.request({ configurationId, identifier, token, holders, boundTo })
  if (issued.is === 'later') {
    const waiting = { ...waitingFor(world, received, entitled, issued), person }
    if (!isLast) await vault.noteWaiting(waiting)
    else if (!(await vault.waitInPlaceOf(idOf(begun), waiting))) throw gone()
    await noteCollected(world)({ id, issuer: received.authority, vct: received.vct, person })
    throw new IssuedLater()
  }
  const { held, names, notification } = await takeCopies(world, received, entitled, issued)
  const credential = { ...held, person, unconfirmed: { notification } }
  if (!isLast) await vault.keep(credential)
  else if (!(await vault.keepInPlaceOf(begun, credential))) throw gone()
  // The issuer may give fewer copies than were asked for.
  for (const { name } of holders) if (!names.includes(name)) await keys.remove(name)
  return id
}

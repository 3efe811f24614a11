import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault, type FaultCode } from '../domain/fault.ts'
import { boundKeyName, credentialsOf, longestExchange, longestFinish, longestSignIn, type PendingCredential, type PendingSignIn } from '../domain/pending-sign-in.ts'
import { personOf } from '../domain/person.ts'
import { sharedGrantName } from '../domain/shared-grant.ts'
import { unguessable } from '../domain/unguessable.ts'
import { IssuedLater } from '../domain/waiting-issuance.ts'
import type { Tokens } from '../domain/tokens.ts'
import type { Issuer, NewHolderKey, ProvingKey, SignInAtIssuer, World } from '../ports.ts'
import { idsWithKeys } from './ids-with-keys.ts'
import { makeKeys, takeCopies, waitingFor } from './accept-credential.ts'
import { keptKey } from './kept-key.ts'
import { noteCollected } from './note-collected.ts'
import { receiveOffer, type ReceivedOffer } from './receive-offer.ts'

/** What works on a sign-in has it alone: a code that two tabs exchange is worth nothing to either. */
const lockOf = (state: string): string => `sign-in ${state}`

/** What is collected by one sign-in at an issuer. */
export interface SignInWanted {
  readonly issuer: Issuer
  readonly credentialIssuer: string
  readonly configurationIds: readonly [string, ...string[]]
  readonly issuerState: string | null
  /** Whose they are to be; whoever is in sight without. */
  readonly person?: string
}

/** Begins to collect what an offer names. @see beginSeveral */
export const beginSignIn =
  (world: Parameters<typeof beginSeveral>[0]) =>
  async ({ offer: { credentialIssuer, issuerState }, issuer, configurationId }: ReceivedOffer<SignInOffer>, language: string): Promise<string> =>
    (await beginSeveral(world)({ issuer, credentialIssuer, issuerState, configurationIds: [configurationId] }, language)).address

/**
 * Begins to collect by signing in at the issuer, and answers where the citizen's browser goes for that. All keys are made now:
 * whatever gets lost afterwards, the same credentials can be asked for again. Throws a Fault `sign_in_refused` among others.
 */
export const beginSeveral =
  (world: Pick<World, 'vault' | 'keys' | 'newId' | 'now' | 'oneAtATime'>) =>
  async ({ issuer, credentialIssuer, configurationIds, issuerState, person }: SignInWanted, language: string): Promise<{ readonly address: string; readonly state: string }> => {
    const { vault, keys, now, oneAtATime } = world
    if (issuer.signIn === null) throw new Fault('offer_not_usable')
    for (const old of await vault.signIns()) {
      if (now() - old.begunAt > longestSignIn + longestFinish) await oneAtATime(lockOf(old.state), () => forget(world, old))
    }
    const [first, ...others] = await Promise.all(configurationIds.map((configurationId) => prepare(world, issuer, configurationId)))
    if (first === undefined) throw new Fault('unexpected')
    const bound = await keys.make()
    const pending: PendingSignIn = {
      state: unguessable(),
      ...first.pending,
      issuer: credentialIssuer,
      ...(others.length === 0 ? {} : { others: others.map((other) => other.pending) }),
      codeVerifier: unguessable(),
      ...(person === undefined ? {} : { person }),
      boundTo: bound.publicKey,
      begunAt: now(),
      exchangedAt: null,
      token: null,
    }
    const { state, codeVerifier } = pending
    const address = await issuer.signIn.begin({ configurationIds, issuerState, state, codeVerifier, boundTo: provingKeyOf(bound), language })
    try {
      for (const { holders, pending: { credentialId } } of [first, ...others]) {
        for (const [name, holder] of holders) await holder.keep(name)
        // Under each one's name, for each tells the issuer for itself what became of it.
        await bound.keep(boundKeyName(credentialId))
      }
      await vault.noteSignIn(pending)
    } catch (error) {
      await forget(world, pending)
      throw error
    }
    return { address, state }
  }

/** A credential to be, with its keys. */
async function prepare(world: Pick<World, 'keys' | 'newId'>, { batchSize }: Issuer, configurationId: string): Promise<{ readonly pending: PendingCredential; readonly holders: Awaited<ReturnType<typeof makeKeys>> }> {
  const credentialId = world.newId()
  const holders = await makeKeys(world, { id: credentialId, batchSize })
  const [holderKey, ...copyKeys] = [...holders].map(([name, { publicKey: key }]) => ({ name, key }))
  if (holderKey === undefined) throw new Fault('unexpected')
  return { pending: { credentialId, configurationId, holderKey: holderKey.key, copyKeys }, holders }
}

/** What came of a sign-in: never nothing. */
export interface Finished {
  readonly ids: readonly [string, ...string[]]
  /** Why one of several didn't come. */
  readonly fault: Fault | null
}

type FinishNeeds = Pick<World, 'vault' | 'keys' | 'http' | 'trust' | 'connectIssuer' | 'newId' | 'now' | 'oneAtATime'>

/** Goes on when the citizen has come back. Answers the id of the credential, or of the first. @see finishSeveral */
export const finishSignIn =
  (world: FinishNeeds) =>
  async (link: string): Promise<string> =>
    (await finishSeveral(world)(link)).ids[0]

/**
 * Goes on when the citizen has come back: the credentials, kept until they have said that they are about them. Answers their ids. Throws a Fault: `sign_in_unknown`
 * for what was not begun here, `sign_in_cancelled`, `issued_later` when it is kept as what comes later, and what issuers may refuse; after `not_reachable` it may be asked for again.
 */
export const finishSeveral =
  (world: FinishNeeds) =>
  (link: string): Promise<Finished> => {
    const answer = new URLSearchParams(link)
    const state = answer.get('state') ?? ''
    return world.oneAtATime(lockOf(state), async () => {
      const pending = (await world.vault.signIns()).find((one) => one.state === state)
      // An answer in another issuer's name is none: it would lead the code to whoever mixed them up. @see RFC 9207, section 2.4
      if (pending === undefined || answer.get('iss') !== pending.issuer || world.now() - pending.begunAt > longestSignIn) throw new Fault('sign_in_unknown')
      try {
        return await collectAfter(world, pending, answer)
      } catch (error) {
        if (error instanceof Fault && endings.has(error.code)) await forget(world, pending)
        throw error
      }
    })
  }

/** Faults after which nothing of a sign-in is worth keeping. */
const endings: ReadonlySet<FaultCode> = new Set(['sign_in_cancelled', 'sign_in_refused', 'sign_in_over', 'credential_wrong'])

async function collectAfter(world: FinishNeeds, pending: PendingSignIn, answer: URLSearchParams): Promise<Finished> {
  const { keys } = world
  const code = answer.get('code')
  if (code === null) throw new Fault(answer.get('error') === 'access_denied' ? 'sign_in_cancelled' : 'sign_in_refused')
  const receive = (configurationId: string): Promise<ReceivedOffer> => receiveOffer(world)({ by: 'value', offer: { credentialIssuer: pending.issuer, configurationIds: [configurationId], issuerState: null } })
  const { signIn } = (await receive(pending.configurationId)).issuer
  if (signIn === null) throw new Fault('offer_not_usable')
  const boundTo = keptKey(keys, boundKeyName(pending.credentialId), pending.boundTo)
  const { token, refreshToken, identifiers } = pending.token === null ? await exchange(world, pending, { signIn, code, boundTo }) : { token: pending.token, refreshToken: pending.refreshToken ?? null, identifiers: pending.identifiers }
  const wanted = credentialsOf(pending)
  // A refresh token is shown once: where there are several credentials, they share it.
  const sharedBy = wanted.length === 1 || refreshToken === null ? undefined : sharedGrantName(pending.state)
  if (sharedBy !== undefined && refreshToken !== null && (await world.vault.sharedGrant(sharedBy)) === null) await world.vault.noteSharedGrant({ id: sharedBy, token, refreshToken })
  const ids: string[] = []
  let fault: Fault | null = null
  for (const [place, one] of wanted.entries()) {
    try {
      const entitled = { token, refreshToken, sharedBy, identifier: identifiers?.[one.configurationId], boundTo }
      ids.push(await collectOne(world, one, { received: await receive(one.configurationId), entitled, pending, isLast: place === wanted.length - 1 }))
    } catch (error) {
      // What the network lost is asked for again; what is refused of one type holds up none of the others.
      if (wanted.length === 1 || !(error instanceof Fault) || error.code === 'not_reachable') throw error
      // What only comes later is no reason to hide what never comes.
      if (fault === null || fault.code === 'issued_later') fault = error
    }
  }
  const [first, ...others] = ids
  if (fault !== null) await forget(world, pending)
  if (first === undefined) throw fault ?? new Fault('issuing_failed')
  return { ids: [first, ...others], fault }
}

interface ToCollectOne {
  readonly received: ReceivedOffer
  readonly entitled: Pick<Tokens, 'token' | 'refreshToken'> & { readonly sharedBy: string | undefined; readonly identifier: string | undefined; readonly boundTo: ProvingKey }
  /** The sign-in that ends with the last one. */
  readonly pending: PendingSignIn
  readonly isLast: boolean
}

/** One credential, unless it was kept, or put off, before the page was loaded again. */
async function collectOne(world: FinishNeeds, wanted: PendingCredential, { received, entitled: { token, refreshToken, sharedBy, identifier, boundTo }, pending, isLast }: ToCollectOne): Promise<string> {
  const { vault, keys } = world
  const { credentialId: id, configurationId } = wanted
  // Whoever began it, whoever is in sight where it comes back.
  const person = personOf(pending)
  if ([...(await vault.credentials()), ...(await vault.deleted())].some((held) => held.id === id)) return id
  if ((await vault.waiting()).some((one) => one.id === id)) throw new IssuedLater()
  const holders = namedKeys(wanted).map(({ name, key }) => ({ name, ...keptKey(keys, name, key) }))
  const entitled = { token, refreshToken, sharedBy, identifier, id, holders, boundTo }
  const issued = await received.issuer.request({ configurationId, identifier, token, holders, boundTo })
  if (issued.is === 'later') {
    const waiting = { ...waitingFor(world, received, entitled, issued), person }
    if (!isLast) await vault.noteWaiting(waiting)
    else if (!(await vault.waitInPlaceOf(pending.state, waiting))) throw new Fault('sign_in_unknown')
    await noteCollected(world)({ id, issuer: received.authority, vct: received.vct, person })
    throw new IssuedLater()
  }
  const { held, names, notification } = await takeCopies(world, received, entitled, issued)
  const credential = { ...held, person, unconfirmed: { notification } }
  if (!isLast) await vault.keep(credential)
  else if (!(await vault.keepInPlaceOf({ signIn: pending.state }, credential))) throw new Fault('sign_in_unknown')
  // The issuer may give fewer copies than were asked for.
  for (const { name } of holders) if (!names.includes(name)) await keys.remove(name)
  return id
}

const namedKeys = ({ credentialId, holderKey, copyKeys = [] }: PendingCredential): NonNullable<PendingCredential['copyKeys']> => [{ name: credentialId, key: holderKey }, ...copyKeys]

/** The token for a code, kept before anything is done with it. */
async function exchange({ vault, now }: Pick<World, 'vault' | 'now'>, pending: PendingSignIn, { signIn, code, boundTo }: { readonly signIn: SignInAtIssuer; readonly code: string; readonly boundTo: ProvingKey }): Promise<Tokens> {
  const begun = { ...pending, exchangedAt: pending.exchangedAt ?? now() }
  await vault.noteSignIn(begun)
  const { codeVerifier } = pending
  const configurationIds = credentialsOf(pending).map(({ configurationId }) => configurationId)
  const tokens = await signIn.redeem({ configurationIds, code, codeVerifier, boundTo }).catch((error: unknown) => {
    // The issuer may still be at the exchange whose answer was lost.
    const mayStillCome = pending.exchangedAt !== null && now() - pending.exchangedAt <= longestExchange
    throw mayStillCome && error instanceof Fault && error.code === 'sign_in_over' ? new Fault('not_reachable', { cause: error }) : error
  })
  await vault.noteSignIn({ ...begun, ...tokens })
  return tokens
}

const provingKeyOf = ({ publicKey: key, sign }: NewHolderKey): ProvingKey => ({ key, sign })

/** What was given up leaves nothing; a credential that was kept keeps its key. */
async function forget({ vault, keys }: Pick<World, 'vault' | 'keys'>, pending: PendingSignIn): Promise<void> {
  const kept = await idsWithKeys({ vault })
  for (const one of credentialsOf(pending).filter(({ credentialId }) => !kept.has(credentialId))) {
    for (const name of [...namedKeys(one).map((copy) => copy.name), boundKeyName(one.credentialId)]) await keys.remove(name)
  }
  await vault.endSignIn(pending.state)
}

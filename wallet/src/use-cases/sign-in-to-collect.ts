import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault, type FaultCode } from '../domain/fault.ts'
import { boundKeyName, credentialsOf, longestExchange, longestFinish, longestSignIn, namedKeys, type PendingCredential, type PendingSignIn } from '../domain/pending-sign-in.ts'
import { personOf } from '../domain/person.ts'
import { unguessable } from '../domain/unguessable.ts'
import type { Tokens } from '../domain/tokens.ts'
import type { Issuer, NewHolderKey, ProvingKey, SignInAtIssuer, World } from '../ports.ts'
import { idsWithKeys } from './ids-with-keys.ts'
import { collectEach, type Finished } from './collect-each.ts'
import { isPassing } from './forget-offer.ts'
import { keptKey } from './kept-key.ts'
import { prepareCredential, prepareNamed } from './prepare-credentials.ts'
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

/** Begins to collect all that an offer names. @see beginSeveral */
export const beginSignIn =
  (world: Parameters<typeof beginSeveral>[0]) =>
  async (received: ReceivedOffer<SignInOffer>, language: string): Promise<string> => {
    const { offer: { credentialIssuer, issuerState }, issuer, configurationId, alongside } = received
    const configurationIds = [configurationId, ...alongside.map((one) => one.configurationId)] as const
    return (await beginSeveral(world)({ issuer, credentialIssuer, issuerState, configurationIds }, language)).address
  }

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
    const [first, ...others] = await Promise.all(configurationIds.map((configurationId) => prepareCredential(world, issuer, { configurationId })))
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

type FinishNeeds = Pick<World, 'vault' | 'keys' | 'http' | 'trust' | 'connectIssuer' | 'newId' | 'now' | 'oneAtATime'>

/**
 * Goes on when the citizen has come back: the credentials, kept until they have said that they are about them. Throws a Fault: `sign_in_unknown`
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
  const { issuer } = await receive(pending.configurationId)
  const { signIn } = issuer
  if (signIn === null) throw new Fault('offer_not_usable')
  const boundTo = keptKey(keys, boundKeyName(pending.credentialId), pending.boundTo)
  const { token } = pending
  const exchanged = token === null ? await exchange(world, pending, { signIn, code, boundTo }) : { pending, tokens: { token, refreshToken: pending.refreshToken ?? null, ...(pending.identifiers === undefined ? {} : { identifiers: pending.identifiers }) } }
  const whole = await withNamed(world, issuer, exchanged)
  const wanted = credentialsOf(whole).map((one) => ({ ...one, holders: namedKeys(one) }))
  const forgetIt = (): Promise<void> => forget(world, whole)
  try {
    const finished = await collectEach(world, wanted, { tokens: exchanged.tokens, boundTo, person: personOf(pending), begun: { signIn: pending.state }, receive })
    if (finished.fault !== null) await forgetIt()
    return finished
  } catch (error) {
    // Of several, none will come that didn't now.
    if (wanted.length > 1 && error instanceof Fault && !isPassing(error)) await forgetIt()
    throw error
  }
}

interface Exchanged {
  readonly pending: PendingSignIn
  readonly tokens: Tokens
}

/** The token for a code, kept before anything is done with it. */
async function exchange(world: FinishNeeds, pending: PendingSignIn, { signIn, code, boundTo }: { readonly signIn: SignInAtIssuer; readonly code: string; readonly boundTo: ProvingKey }): Promise<Exchanged> {
  const { vault, now } = world
  const begun = { ...pending, exchangedAt: pending.exchangedAt ?? now() }
  await vault.noteSignIn(begun)
  const { codeVerifier } = pending
  const configurationIds = credentialsOf(pending).map(({ configurationId }) => configurationId)
  const tokens = await signIn.redeem({ configurationIds, code, codeVerifier, boundTo }).catch((error: unknown) => {
    // The issuer may still be at the exchange whose answer was lost.
    const mayStillCome = pending.exchangedAt !== null && now() - pending.exchangedAt <= longestExchange
    throw mayStillCome && error instanceof Fault && error.code === 'sign_in_over' ? new Fault('not_reachable', { cause: error }) : error
  })
  const exchanged = { ...begun, ...tokens }
  await vault.noteSignIn(exchanged)
  return { pending: exchanged, tokens }
}

/** With the credentials that its tokens name beyond what was asked for, and their keys. */
async function withNamed(world: FinishNeeds, issuer: Issuer, { pending, tokens }: Exchanged): Promise<PendingSignIn> {
  const { others = [] } = pending
  const withMore = (more: readonly PendingCredential[]): PendingSignIn => (more.length === 0 ? pending : { ...pending, others: [...others, ...more] })
  const named = { tokens, known: credentialsOf(pending), boundAs: boundKeyName(pending.credentialId) }
  return withMore(await prepareNamed(world, issuer, named, (more) => world.vault.noteSignIn(withMore(more))))
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

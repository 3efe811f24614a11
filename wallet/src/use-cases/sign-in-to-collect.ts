import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault, type FaultCode } from '../domain/fault.ts'
import { boundKeyName, longestExchange, longestFinish, longestSignIn, type PendingSignIn } from '../domain/pending-sign-in.ts'
import type { NewHolderKey, ProvingKey, SignInAtIssuer, World } from '../ports.ts'
import { collectFor } from './accept-credential.ts'
import { receiveOffer, type ReceivedOffer } from './receive-offer.ts'

/** 256 bits that nobody can guess. */
const unguessable = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
/** What works on a sign-in has it alone: a code that two tabs exchange is worth nothing to either. */
const lockOf = (state: string): string => `sign-in ${state}`

/**
 * Begins to collect by signing in at the issuer, and answers where the citizen's browser goes for that. Both keys are made now:
 * whatever gets lost afterwards, the same credential can be asked for again. Throws a Fault `sign_in_refused` among others.
 */
export const beginSignIn =
  (world: Pick<World, 'vault' | 'keys' | 'newId' | 'now' | 'oneAtATime'>) =>
  async ({ offer, issuer, configurationId }: ReceivedOffer<SignInOffer>, language: string): Promise<string> => {
    const { vault, keys, newId, now, oneAtATime } = world
    if (issuer.signIn === null) throw new Fault('offer_not_usable')
    for (const old of await vault.signIns()) {
      if (now() - old.begunAt > longestSignIn + longestFinish) await oneAtATime(lockOf(old.state), () => forget(world, old))
    }
    const [holder, bound] = [await keys.make(), await keys.make()]
    const pending: PendingSignIn = {
      state: unguessable(),
      credentialId: newId(),
      issuer: offer.credentialIssuer,
      configurationId,
      codeVerifier: unguessable(),
      holderKey: holder.publicKey,
      boundTo: bound.publicKey,
      begunAt: now(),
      exchangedAt: null,
      token: null,
    }
    const { state, codeVerifier, credentialId } = pending
    const address = await issuer.signIn.begin({ configurationId, issuerState: offer.issuerState, state, codeVerifier, boundTo: provingKeyOf(bound), language })
    try {
      await holder.keep(credentialId)
      await bound.keep(boundKeyName(credentialId))
      await vault.noteSignIn(pending)
    } catch (error) {
      await forget(world, pending)
      throw error
    }
    return address
  }

/**
 * Goes on when the citizen has come back: the credential, kept until they have said that it is about them. Answers its id. Throws a Fault: `sign_in_unknown`
 * for what was not begun here, `sign_in_cancelled`, and what issuers may refuse; after `not_reachable` it may be asked for again.
 */
export const finishSignIn =
  (world: Pick<World, 'vault' | 'keys' | 'http' | 'trust' | 'connectIssuer' | 'newId' | 'now' | 'oneAtATime'>) =>
  (link: string): Promise<string> => {
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

async function collectAfter(world: Parameters<typeof finishSignIn>[0], pending: PendingSignIn, answer: URLSearchParams): Promise<string> {
  const { vault, keys } = world
  const code = answer.get('code')
  if (code === null) throw new Fault(answer.get('error') === 'access_denied' ? 'sign_in_cancelled' : 'sign_in_refused')
  const { issuer, configurationId, credentialId: id } = pending
  const received = await receiveOffer(world)({ by: 'value', offer: { credentialIssuer: issuer, configurationIds: [configurationId], issuerState: null } })
  if (received.issuer.signIn === null) throw new Fault('offer_not_usable')
  const boundTo = keptKey(keys, boundKeyName(id), pending.boundTo)
  const token = pending.token ?? (await exchange(world, pending, { signIn: received.issuer.signIn, code, boundTo }))
  const { held, notification } = await collectFor(world, received, { token, id, holder: keptKey(keys, id, pending.holderKey), boundTo })
  if (!(await vault.keepInPlaceOf(pending.state, { ...held, unconfirmed: { notification } }))) throw new Fault('sign_in_unknown')
  return id
}

/** The token for a code, kept before anything is done with it. */
async function exchange({ vault, now }: Pick<World, 'vault' | 'now'>, pending: PendingSignIn, { signIn, code, boundTo }: { readonly signIn: SignInAtIssuer; readonly code: string; readonly boundTo: ProvingKey }): Promise<string> {
  const begun = { ...pending, exchangedAt: pending.exchangedAt ?? now() }
  await vault.noteSignIn(begun)
  const { configurationId, codeVerifier } = pending
  const token = await signIn.redeem({ configurationId, code, codeVerifier, boundTo }).catch((error: unknown) => {
    // The issuer may still be at the exchange whose answer was lost.
    const mayStillCome = pending.exchangedAt !== null && now() - pending.exchangedAt <= longestExchange
    throw mayStillCome && error instanceof Fault && error.code === 'sign_in_over' ? new Fault('not_reachable', { cause: error }) : error
  })
  await vault.noteSignIn({ ...begun, token })
  return token
}

const provingKeyOf = ({ publicKey: key, sign }: NewHolderKey): ProvingKey => ({ key, sign })
const keptKey = (keys: World['keys'], name: string, key: P256PublicJwk): ProvingKey => ({ key, sign: (input) => keys.sign(name, input) })

/** What was given up leaves nothing; a credential that was kept keeps its key. */
async function forget({ vault, keys }: Pick<World, 'vault' | 'keys'>, { state, credentialId }: PendingSignIn): Promise<void> {
  const isKept = (await vault.credentials()).some(({ id }) => id === credentialId)
  if (!isKept) for (const name of [credentialId, boundKeyName(credentialId)]) await keys.remove(name)
  await vault.endSignIn(state)
}

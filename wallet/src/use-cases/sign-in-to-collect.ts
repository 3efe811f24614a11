import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault } from '../domain/fault.ts'
import { boundKeyName, longestSignIn, type PendingSignIn } from '../domain/pending-sign-in.ts'
import type { NewHolderKey, ProvingKey, World } from '../ports.ts'
import { collectFor } from './accept-credential.ts'
import { receiveOffer, type ReceivedOffer } from './receive-offer.ts'

/** 256 bits that nobody can guess. */
const unguessable = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(32)))

/**
 * Begins to collect by signing in at the issuer, and answers where the citizen's browser goes for that. Both keys are made now:
 * whatever gets lost afterwards, the same credential can be asked for again. Throws a Fault `sign_in_refused` among others.
 */
export const beginSignIn =
  ({ vault, keys, newId, now }: Pick<World, 'vault' | 'keys' | 'newId' | 'now'>) =>
  async ({ offer, issuer, configurationId }: ReceivedOffer<SignInOffer>, language: string): Promise<string> => {
    if (issuer.signIn === null) throw new Fault('offer_not_usable')
    for (const old of await vault.signIns()) if (now() - old.begunAt > longestSignIn) await forget({ vault, keys }, old)
    const [holder, bound] = [await keys.make(), await keys.make()]
    const pending = {
      state: unguessable(),
      credentialId: newId(),
      issuer: offer.credentialIssuer,
      configurationId,
      codeVerifier: unguessable(),
      holderKey: holder.publicKey,
      boundTo: bound.publicKey,
      begunAt: now(),
    }
    const { state, codeVerifier, credentialId } = pending
    const address = await issuer.signIn.begin({ configurationId, issuerState: offer.issuerState, state, codeVerifier, boundTo: provingKeyOf(bound), language })
    await holder.keep(credentialId)
    await bound.keep(boundKeyName(credentialId))
    await vault.begin(pending)
    return address
  }

/**
 * Goes on when the citizen has come back: the credential, kept until they have said that it is about them. Answers its id. Throws a Fault: `sign_in_unknown`
 * for what was not begun here, `sign_in_cancelled`, and what issuers may refuse; after `not_reachable` it may be asked for again.
 */
export const finishSignIn =
  (world: Pick<World, 'vault' | 'keys' | 'http' | 'trust' | 'connectIssuer' | 'newId' | 'now'>) =>
  async (link: string): Promise<string> => {
    const { vault, keys } = world
    const answer = new URLSearchParams(link)
    const pending = (await vault.signIns()).find(({ state }) => state === answer.get('state'))
    // An answer in another issuer's name is none: it would lead the code to whoever mixed them up. @see RFC 9207, section 2.4
    if (pending === undefined || answer.get('iss') !== pending.issuer || world.now() - pending.begunAt > longestSignIn) throw new Fault('sign_in_unknown')
    const code = answer.get('code')
    if (code === null) {
      await forget(world, pending)
      throw new Fault(answer.get('error') === 'access_denied' ? 'sign_in_cancelled' : 'sign_in_refused')
    }
    const { issuer, configurationId, codeVerifier, credentialId: id } = pending
    const received = await receiveOffer(world)({ by: 'value', offer: { credentialIssuer: issuer, configurationIds: [configurationId], issuerState: null } })
    if (received.issuer.signIn === null) throw new Fault('offer_not_usable')
    const boundTo = keptKey(keys, boundKeyName(id), pending.boundTo)
    const token = await received.issuer.signIn.redeem({ configurationId, code, codeVerifier, boundTo })
    const { held, notification } = await collectFor(world, received, { token, id, holder: keptKey(keys, id, pending.holderKey), boundTo })
    await vault.keep({ ...held, unconfirmed: { notification } })
    await vault.endSignIn(pending.state)
    return id
  }

const provingKeyOf = ({ publicKey: key, sign }: NewHolderKey): ProvingKey => ({ key, sign })
const keptKey = (keys: World['keys'], name: string, key: P256PublicJwk): ProvingKey => ({ key, sign: (input) => keys.sign(name, input) })

/** What was given up leaves nothing; a credential that was kept keeps its key. */
async function forget({ vault, keys }: Pick<World, 'vault' | 'keys'>, { state, credentialId }: PendingSignIn): Promise<void> {
  const isKept = (await vault.credentials()).some(({ id }) => id === credentialId)
  if (!isKept) for (const name of [credentialId, boundKeyName(credentialId)]) await keys.remove(name)
  await vault.endSignIn(state)
}

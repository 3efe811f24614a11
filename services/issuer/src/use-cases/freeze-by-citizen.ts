import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { frozenResponseUri } from '@counterfoil/shared/oauth/authorization-request'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import type { StepSecret, WalletClient } from '../domain/authorization.ts'
import { isKindOf } from '../domain/counterfoil.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { Counterfoils, SignInChecks } from '../ports.ts'
import type { AuthorizationSteps, CitizenSignIn } from '../ports/authorization.ts'
import type { Freezes } from '../ports/freezes.ts'
import { applyChanged } from './apply-changed.ts'
import type { CitizenKey } from './authorize-wallet.ts'
import { citizenSessions } from './citizen-sessions.ts'
import type { StatusPublisher } from './publish-status-list.ts'

export interface FreezeByCitizenPorts {
  readonly clock: Clock
  readonly steps: AuthorizationSteps
  readonly signIn: CitizenSignIn
  readonly personOf: (authority: Authority, subject: string) => Promise<PersonHandle | null>
  readonly clients: ReadonlyMap<string, WalletClient>
  readonly types: ReadonlyMap<string, CredentialType>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly freezes: Freezes
  readonly counterfoils: Pick<Counterfoils, 'placesOf'>
  readonly publisher: StatusPublisher
}

/** Which wallet sent the citizen here, and what it wants to hear again. */
interface SentBy {
  readonly redirectUri: string
  readonly state: string
}

/** What a browser's session knows. */
interface Session {
  readonly isToFreeze: true
  readonly wallet: SentBy | null
  readonly checks: SignInChecks | null
  /** Null before the sign-in, and when the council has no record of them. */
  readonly person: PersonHandle | null
  /** How many were stopped, or that the citizen turned back; null before. */
  readonly outcome: number | 'cancelled' | null
}

export interface FreezeAsked {
  readonly clientId: string | null
  readonly redirectUri: string | null
  readonly state: string | null
}

/** Where a browser goes on: here, under another secret; or back to the wallet that sent it. */
export type Onward = { readonly secret: StepSecret } | { readonly wallet: string }

/** One type that somebody has in use, and how many credentials of it. */
export interface TypeInUse {
  readonly type: CredentialType
  readonly number: number
}

export interface FreezeView {
  readonly authority: Authority
  readonly hasRecord: boolean
  readonly inUse: readonly TypeInUse[]
  readonly outcome: number | 'cancelled' | null
  readonly hasWallet: boolean
}

/**
 * For a citizen whose device is gone: after they signed in, everything of theirs that this council issued and that is in use is
 * suspended. They can't undo it here, for whoever has their sign-in could, too; they collect anew instead.
 */
export function freezeByCitizen(ports: FreezeByCitizenPorts) {
  const { clock, freezes } = ports
  const sessions = citizenSessions<Session>(ports, 'isToFreeze')
  const typesInUse = async (authority: Authority, person: PersonHandle | null): Promise<readonly TypeInUse[]> => {
    const inUse = person === null ? [] : await freezes.inUse(authority.id, person, clock.now())
    return [...ports.types.values()].map((type) => ({ type, number: inUse.filter((id) => id === type.id).length })).filter(({ number }) => number > 0)
  }
  return {
    /** Where to send a browser that comes by a link or from a wallet. Refuses `invalid_request` for a wallet that isn't registered so. */
    begin: async (authority: Authority, asked: FreezeAsked, language: 'en' | 'cy'): Promise<{ readonly url: string; readonly secret: StepSecret }> => {
      const wallet = sentBy(ports.clients, asked)
      return sessions.begin(authority, language, (checks) => ({ isToFreeze: true, wallet, checks, person: null, outcome: null }))
    },
    isUnderWay: sessions.isUnderWay,
    /** Takes the answer of the sign-in: a new secret, for the session is somebody's now; or where to send who turned back. */
    signedIn: async (key: CitizenKey, callback: URL): Promise<Onward> => {
      const { family, session } = await sessions.found(key)
      const subject = await sessions.cameBack(session, callback)
      if (subject === null) return settled(key, family, { ...session, checks: null, outcome: 'cancelled' })
      return { secret: await sessions.goOn(key, family, { ...session, checks: null, person: await ports.personOf(key.authority, subject) }) }
    },
    look: async (key: CitizenKey): Promise<FreezeView & { readonly redirectUri: string | null }> => {
      const { person, outcome, wallet } = (await sessions.signedIn(key)).session
      return { authority: key.authority, hasRecord: person !== null, inUse: outcome === null ? await typesInUse(key.authority, person) : [], outcome, hasWallet: wallet !== null, redirectUri: wallet?.redirectUri ?? null }
    },
    /** Stops what is in use now. What was answered is committed and in the lists that the next reader gets; pressed twice, it stops nothing more. */
    decide: async (key: CitizenKey, decision: 'freeze' | 'cancel'): Promise<Onward> => {
      const { family, session } = await sessions.signedIn(key)
      const { person, outcome } = session
      if (outcome !== null) throw new Refusal('invalid_request_uri')
      const stopped = decision === 'cancel' ? 'cancelled' : person === null ? 0 : await freeze(key.authority, person)
      return settled(key, family, { ...session, outcome: stopped })
    },
  }

  async function settled(key: CitizenKey, family: string, session: Session): Promise<Onward> {
    const { wallet, outcome } = session
    const secret = await sessions.goOn(key, family, session)
    return wallet === null || outcome === null ? { secret } : { wallet: frozenResponseUri(wallet.redirectUri, { issuer: key.authority.identifier, state: wallet.state, outcome }) }
  }

  async function freeze(authority: Authority, person: PersonHandle): Promise<number> {
    const suspendable = [...ports.configurations.values()].filter(({ type }) => isKindOf('suspend', type.statusKinds)).map(({ id }) => id)
    const stopped = await freezes.freeze({ authority: authority.id, person, suspendable, now: clock.now() })
    step('freeze.committed')
    await applyChanged(ports, authority.id, stopped)
    return stopped.length
  }
}

function sentBy(clients: ReadonlyMap<string, WalletClient>, { clientId, redirectUri, state }: FreezeAsked): SentBy | null {
  if (clientId === null) return null
  const client = clients.get(clientId)
  if (client === undefined || redirectUri === null || state === null || state.length > 512 || !client.redirectUris.includes(redirectUri)) throw new Refusal('invalid_request', { detail: 'no such wallet' })
  return { redirectUri, state }
}

export type FreezeByCitizen = ReturnType<typeof freezeByCitizen>

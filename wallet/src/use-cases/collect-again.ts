import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import { credentialsOf } from '../domain/pending-sign-in.ts'
import { personOf } from '../domain/person.ts'
import type { ToCollect } from '../domain/recovery.ts'
import type { World } from '../ports.ts'
import type { Errand } from './go-round.ts'
import { listSignInTypes } from './list-sign-in-types.ts'
import { noteCollected } from './note-collected.ts'
import { beginSeveral, finishSeveral } from './sign-in-to-collect.ts'

/** Everything that is to be collected again from one council, by one sign-in there. @see OpenID4VCI 1.0, section 5.1.2 */
export function collectingAgain(world: Parameters<typeof finishSeveral>[0] & Parameters<typeof beginSeveral>[0] & Pick<World, 'connectIssuer' | 'trust'>): Errand {
  const entriesOf = async ({ did }: ListedAuthority): Promise<readonly ToCollect[]> => (await world.vault.recovery()).toCollect.filter(({ issuer }) => issuer.did === did)
  return {
    name: 'collecting',
    leave: async (authority, language) => {
      const entries = await entriesOf(authority)
      if (entries.length === 0) return 'nothing_left'
      const offered = await listSignInTypes(world)(authority)
      // One person at a time: who signs in is one.
      const next = entries.find((entry) => offered.some(({ vct }) => vct === entry.vct))
      if (next === undefined) return { noWay: 'no_sign_in' }
      const person = personOf(next)
      const vcts = new Set(entries.filter((entry) => personOf(entry) === person).map(({ vct }) => vct))
      const types = offered.filter(({ vct }) => vcts.has(vct))
      const [first, ...others] = new Map(types.map(({ vct, offer }) => [vct, offer.configurationIds[0]])).values()
      if (first === undefined) return { noWay: 'no_sign_in' }
      const issuer = await world.connectIssuer(authority.issuer)
      const configurationIds: [string, ...string[]] = [first, ...others.filter((id) => id !== undefined)]
      return beginSeveral(world)({ issuer, credentialIssuer: authority.issuer, configurationIds, issuerState: null, person }, language)
    },
    settle: async (authority, link) => {
      const begun = (await world.vault.signIns()).find(({ state }) => state === new URLSearchParams(link).get('state'))
      const ids = new Set(begun === undefined ? [] : credentialsOf(begun).map(({ credentialId }) => credentialId))
      const fault = await finishSeveral(world)(link).then((finished) => finished.fault, (error: unknown) => (error instanceof Fault ? error : Promise.reject(error as Error)))
      // Whatever cut it short: what came is here, and isn't asked for twice.
      await noteCollected(world)(...(await world.vault.credentials()).filter(({ id, unconfirmed }) => ids.has(id) || unconfirmed !== undefined))
      const isPrepared = fault?.code === 'issued_later'
      const left = await entriesOf(authority)
      if (left.length === 0) return { is: isPrepared ? 'coming' : 'done' }
      if (fault !== null && !isPrepared) return { is: 'failed', why: fault.code }
      // Somebody else's, or another of a type, by a sign-in of its own; or what the council gives to nobody by a sign-in. Who can't be asked which is asked by the next one.
      const isMore = await listSignInTypes(world)(authority).then((offered) => left.some((entry) => offered.some(({ vct }) => vct === entry.vct)), () => true)
      return { is: 'failed', why: isMore ? 'more_left' : 'no_sign_in' }
    },
  }
}

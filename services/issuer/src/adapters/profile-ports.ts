import { discloseEveryClaim } from '@counterfoil/shared/catalogue/disclose-every-claim'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { followingMap } from '../domain/catalogue/live-map.ts'
import type { Profile } from '../domain/profile.ts'
import type { DraftSeals, MessageEncryption, ProofCrypto } from '../ports.ts'
import type { AuthorizationSteps } from '../ports/authorization.ts'

/** What a secret is worth in one profile: it finds and opens nothing in another. Keyed, so that nobody can name it elsewhere. */
export type BindSecret = <Secret extends string>(secret: Secret) => Secret

export function bindingOf({ id }: Profile, { nonceMac }: Pick<ProofCrypto, 'nonceMac'>): BindSecret {
  const mac = nonceMac(`secrets of profile ${id}`)
  return <Secret extends string>(secret: Secret) => toBase64Url(mac(utf8(secret))) as Secret
}

/** Codes and tokens of one profile alone. */
export const sealsOf = (seals: DraftSeals, bind: BindSecret): DraftSeals => ({ ...seals, ofCode: (code) => seals.ofCode(bind(code)), ofToken: (token) => seals.ofToken(bind(token)) })

/** Steps of authorizations of one profile alone. */
export function stepsOf(steps: AuthorizationSteps, bind: BindSecret): AuthorizationSteps {
  const bound = <Step extends { readonly secret: Parameters<typeof bind>[0] }>(step: Step): Step => ({ ...step, secret: bind(step.secret) })
  return {
    ...steps,
    begin: (step) => steps.begin(bound(step)),
    read: (place, now) => steps.read(bound(place), now),
    take: (places, next, now) => steps.take(places.map(bound), next === null ? null : bound(next), now),
    exchange: (exchange) => steps.exchange({ ...exchange, step: bound(exchange.step), refresh: bound(exchange.refresh) }),
    renew: (renewal) => steps.renew({ ...renewal, step: bound(renewal.step), refresh: bound(renewal.refresh) }),
    confirm: (place) => steps.confirm(bound(place)),
    endReused: (place, now) => steps.endReused(bound(place), now),
  }
}

/** Nonces of one profile alone. */
export const cryptoOf = ({ id }: Profile, crypto: ProofCrypto): ProofCrypto => ({ ...crypto, nonceMac: (authority) => crypto.nonceMac(`${authority} ${id}`) })

/** Keys to which wallets of one profile encrypt. */
export const encryptionOf = ({ id }: Profile, encryption: MessageEncryption): MessageEncryption => ({
  ...encryption,
  publicKey: (authority) => encryption.publicKey(`${authority} ${id}`),
  open: (authority, compact) => encryption.open(`${authority} ${id}`, compact),
})

/** The configurations that a profile has the formats of, with the disclosures that it wants. */
export const configurationsIn = ({ shapes, disclosure }: Profile, configurations: ReadonlyMap<string, CredentialConfiguration>): ReadonlyMap<string, CredentialConfiguration> =>
  followingMap(configurations, (all) => new Map([...all].filter(([, { shape }]) => shapes.includes(shape)).map(([id, one]) => [id, disclosure === 'as the type says' ? one : disclosingAll(one)])))

const disclosingAll = (configuration: CredentialConfiguration): CredentialConfiguration => ({ ...configuration, type: { ...configuration.type, decoys: false }, disclosable: discloseEveryClaim(configuration.type.schema) })

import type { JsonWebKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { OfferId, WalletOffer } from '@counterfoil/issuer/domain/credential-offer'
import type { ProfileId } from '@counterfoil/issuer/domain/profile'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { MadeOffer, OfferToMake } from '@counterfoil/issuer/use-cases/make-credential-offer'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { watch } from '../../support/watched.ts'
import { fetchFrom, staffOf } from '../issuer-scene.ts'
import { realDeployment } from '../real-network.ts'
import { openSigningInNetwork, type SigningInNetwork } from '../signing-in-network.ts'

/** Ada's record, with her badge, as the council has it. */
const badge = { council_reference: 'AL-0001', given_name: 'Ada', family_name: 'Sampleby', birth_date: '1970-01-31', blue_badge_number: 'Q7X2ZK', blue_badge_issued_on: '2026-01-05', blue_badge_expires_on: '2028-12-31', sign_in_subject: 'ada' }

/** What every profile's wallet is told: where the issuer is, and whom it trusts from elsewhere. */
export interface ProfileScene {
  readonly issuer: Issuer
  readonly network: SigningInNetwork
  readonly anchors: readonly string[]
  /** Of a profile; of the authority itself without one. */
  readonly identifier: (profile?: string) => string
  readonly authority: Authority
  readonly type: CredentialType
  readonly ada: PersonRecord
  readonly staff: ReturnType<typeof staffOf>
  readonly rows: <Row>(sql: string) => Promise<Row[]>
  /** The key that a DID URL of the ledger names. */
  readonly keyOf: (kid: string) => Promise<JsonWebKey>
  /** An offer of her badge as staff's pages make it. */
  readonly offer: () => Promise<MadeOffer>
  /** An offer of her badge for the wallets of a profile; a link that carries it. */
  readonly offerFor: (profile: ProfileId) => Promise<WalletOffer>
  close(): Promise<void>
}

/** An issuer that listens, on real keys with real certificates, for wallets that nobody of ours wrote. */
export async function openProfileScene(settings: (network: SigningInNetwork) => Partial<IssuerConfig>, columns: Readonly<Record<string, string>> = {}): Promise<ProfileScene> {
  const network = await openSigningInNetwork()
  const record = { ...badge, ...columns }
  writeFileSync(join(network.folder, 'aldermoor.csv'), `${Object.keys(record).join(',')}\n${Object.values(record).join(',')}\n`)
  const issuer = await createIssuer({ ...network.config, port: network.port, ...settings(network) }, { logger: Object.assign(createLogger('issuer'), { level: 'silent' }) })
  await issuer.app.listen({ port: network.port, host: 'localhost' })
  const [authority, type] = [issuer.authorities.get('aldermoor'), issuer.types.get('blue-badge')]
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const [ada] = (await issuer.cases.search(authority, '')).people
  if (ada === undefined) throw new Error('no record')
  let offers = 0
  const toMake = (): OfferToMake => {
    offers += 1
    return { authority, type, person: ada.record, id: `offer-${String(offers).padStart(16, '0')}` as OfferId, staff: staffOf('aldermoor') }
  }
  const watched = watch({
    deployment: () => realDeployment(network.folder, network.config, { fetch: fetchFrom(issuer), markers: [{ name: 'badge number', value: badge.blue_badge_number }] }),
    settle: () => issuer.sweep(),
    // Nobody keeps a journal here.
    unseen: ['INV-20'],
  })
  return {
    issuer,
    network,
    anchors: network.config.network.trustAnchors,
    identifier: (profile) => (profile === undefined ? authority.identifier : `${authority.identifier}/${profile}`),
    authority,
    type,
    ada: ada.record,
    staff: staffOf('aldermoor'),
    rows: async <Row>(sql: string) => {
      const reading = await openForReading(join(network.folder, 'issuer.sqlite'))
      const rows = await reading.all<Row>(sql)
      await reading.close()
      return rows
    },
    keyOf: async (kid) => {
      const { document } = await publishedDocument(network.config.network.ledger, authority.did)
      const key = findVerificationKey(document, kid, 'assertionMethod')
      if (key === null) throw new Error(`no key ${kid}`)
      return { ...key }
    },
    offer: async () => {
      const made = await issuer.makeCredentialOffer(toMake())
      if (made === null) throw new Error('not offered')
      return made
    },
    offerFor: async (profile) => {
      const offer = await issuer.walletOffers.get(profile)?.(toMake())
      if (offer === null || offer === undefined) throw new Error('not offered')
      return offer
    },
    close: async () => {
      await watched.end()
      await issuer.close()
      await network.close()
    },
  }
}


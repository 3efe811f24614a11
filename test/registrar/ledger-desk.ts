import { governingKey, keysAt } from '@counterfoil/registrar/controllers'
import { ledgerKeys } from '@counterfoil/registrar/ledger-keys'
import { ledgerOffice } from '@counterfoil/registrar/ledger-office'
import { openPlace, type Place } from '@counterfoil/registrar/place'
import { accreditedUntil } from '@counterfoil/service-kit/authority/accredit'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import { erc1056Listing } from '@counterfoil/shared/trust/erc1056-listing'
import { deskOn, type Ground } from './desk.ts'
import { residencyAt } from '../support/residency.ts'

function groundOn(place: Place): Ground {
  const { ledger } = place.network
  const didOf = (id: string): string => place.authority(id).did
  return {
    office: ledgerOffice(place),
    keys: ledgerKeys(place),
    published: async (id) => (await publishedDocument(ledger, didOf(id))).document.verificationMethod.map((method) => method.id).filter((kid) => /#delegate-/.test(kid)),
    accreditedUntil: (id, kind) => accreditedUntil(ledger, { kind, scope: residencyAt(place), authorityDid: didOf(id) }),
    governors: async () => (await readSafe(place.reader, place.governance.safe)).owners,
    listed: async (letter) => {
      const resolver = { resolve: async (did: string) => ({ value: await publishedDocument(ledger, did), observedAt: systemClock.now() }) }
      return createAuthorityDirectory({ listing: erc1056Listing({ resolver, consortium: ledger.consortium, clock: systemClock }) }).byLetter(letter)
    },
    controllers: async (id) => {
      const { owner, begun, former } = await keysAt(place, place.authority(id))
      return { owner: owner?.address ?? null, begun: begun?.address ?? null, former: former.map(({ address }) => address) }
    },
    told: () => place.outbox.list(),
  }
}

/** A desk at a place on the ledger, with what only a ledger has. */
export async function openLedgerDesk(folder: string, options: Parameters<typeof openPlace>[1] = {}) {
  const place = await openPlace(folder, options)
  return { ...deskOn(groundOn(place), folder), place, governing: (id: string) => governingKey(place, place.authority(id)) }
}

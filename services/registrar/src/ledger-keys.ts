import { gasAccount } from '@counterfoil/service-kit/authority/gas-account'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { publishHeldKey, publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import type { NewIdentities } from './joining.ts'
import { writesOf } from './ledger-plans.ts'
import type { Place } from './place.ts'
import type { AskedBy, Named, SigningKeys } from './signing-keys.ts'

/** The stock resolver numbers the names of keys in the order of their publication. */
const placeOf = (kid: string): number => Number(/#delegate-(\d+)$/.exec(kid)?.[1] ?? 0)

/** Signing keys on the ledger, published by the controller's signature. */
export function ledgerKeys(place: Place): SigningKeys {
  const { ledger } = place.network
  return {
    place,
    published: async ({ did }) => {
      const { document, metadata } = await publishedDocument(ledger, did)
      return { givenUp: metadata.deactivated === true, isPublished: (kid) => document.verificationMethod.some(({ id }) => id === kid), placeOf }
    },
    publish: ({ id, did }, { role, owner, key }, by) => publishHeldKey({ owner, authority: id, did, role, ledger, write: writesOf(place, { id, did }, by) }, key),
  }
}

/** How identities begin on the ledger. */
export function ledgerIdentities(place: Place): NewIdentities {
  const { ledger } = place.network
  return {
    place,
    make: (id) => createIdentity(place.identities, id, ledger),
    publish: async ({ id, did }: Named, role, by: AskedBy) => publishSigningKey({ owner: await place.signing(role), authority: id, did, role, ledger, write: writesOf(place, { id, did }, by) }),
    accounts: async (id) => ({ gasAccount: (await gasAccount((await place.signing('credential')).custody, id)).address }),
  }
}

import { heldKeys } from '@counterfoil/service-kit/authority/signing-key'
import { didBeside } from '@counterfoil/service-kit/signed-list/did-beside'
import { listKey, publishHeldInDocument, type KeyForDocument } from '@counterfoil/service-kit/signed-list/list-keys'
import { writtenObjects } from '@counterfoil/service-kit/signed-list/list-log'
import type { NewIdentities } from '../joining.ts'
import type { AskedBy, Named, PublishedKeys, SigningKeys } from '../signing-keys.ts'
import type { ListPlace } from './list-place.ts'

/** Signing keys in authorities' own DID documents, as far as the list lets them stand. */
export function listSigningKeys(place: ListPlace): SigningKeys {
  return {
    place,
    published: (authority) => publishedNow(place, authority),
    publish: (authority, { role, owner, key }, by) => publishHeldInDocument({ owner, document: place.documentOf(authority), role, write: writing(place, by) }, key),
  }
}

/** What is published of an identity now: its document's keys that are over nowhere. */
export async function publishedNow(place: ListPlace, authority: Named): Promise<PublishedKeys> {
  const { state } = await place.entries.judged()
  const document = place.documentOf(authority).read()
  const places = new Map(document?.verificationMethod.map(({ id }, index) => [id, index]))
  const standing = new Set([...(document?.assertionMethod ?? []), ...(document?.authentication ?? [])])
  return { givenUp: state.givenUp.has(authority.did), isPublished: (kid) => standing.has(kid) && !state.removedKeys.has(kid), placeOf: (kid) => places.get(kid) ?? -1 }
}

const writing =
  ({ log }: ListPlace, by: AskedBy): KeyForDocument['write'] =>
  (kid, work) =>
    log.telling(writtenObjects.published(kid), by, work)

/** How identities begin beside a list. */
export function listIdentities(place: ListPlace): NewIdentities {
  return {
    place,
    make: async (id) => {
      await listKey(place.identities.custody, 'governor', id)
      return didBeside(place.network.trust.consortium, id)
    },
    publish: async (identity, role, by) => {
      const owner = await place.signing(role)
      const [held] = await heldKeys(owner, { authority: identity.id, did: identity.did, role })
      const key = held?.key ?? (await owner.custody.make({ role, authority: identity.id }))
      return publishHeldInDocument({ owner, document: place.documentOf(identity), role, write: writing(place, by) }, key)
    },
    accounts: async (id) => {
      await listKey((await place.signing('credential')).custody, 'anchor', id)
      return {}
    },
  }
}

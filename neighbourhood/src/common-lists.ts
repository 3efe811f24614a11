import { accreditedUntil as onLedger } from '@counterfoil/service-kit/authority/accredit'
import { listFolder } from '@counterfoil/service-kit/signed-list/list-folder'
import { accreditedUntil as onList } from '@counterfoil/service-kit/signed-list/plan-list'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { isListNetwork, type AnyNetwork, type NetworkAuthority } from '@counterfoil/shared/network/network'
import type { Places } from './places.ts'

/** The county signs the status lists of the smallest councils with its own. */
const signer = 'dunmere'
const sharing: readonly string[] = ['brackenfield', 'elmsworth']

/** The accreditations that these councils' common lists rest on. */
export function listAccreditations(authorities: readonly NetworkAuthority[]): readonly { readonly kind: 'list'; readonly scope: string; readonly did: string }[] {
  const county = authorities.find(({ id }) => id === signer)
  return county === undefined ? [] : authorities.filter(({ id }) => sharing.includes(id)).map(({ did }) => ({ kind: 'list', scope: did, did: county.did }))
}

/** What the issuer is told of common lists: nothing, unless the consortium lets the county sign for all of these councils, which one that was founded earlier doesn't. */
export async function commonLists(network: AnyNetwork, { listDir }: Pick<Places, 'listDir'>): Promise<Readonly<Record<string, string>>> {
  const wanted = listAccreditations(network.authorities)
  const ends = await (isListNetwork(network) ? endsOnList(network, listDir, wanted) : Promise.all(wanted.map(({ did, ...of }) => onLedger(network.ledger, { ...of, authorityDid: did }))))
  const stand = ends.length === sharing.length && ends.every((end) => end > systemClock.now())
  return stand ? { COMMON_LISTS: sharing.join(','), COMMON_LIST_SIGNER: signer } : {}
}

async function endsOnList({ trust }: Extract<AnyNetwork, { readonly ledger?: undefined }>, folder: string, wanted: ReturnType<typeof listAccreditations>): Promise<readonly number[]> {
  const { state } = await listFolder(folder, { network: trust.consortium, founding: trust.founding }).judged()
  return wanted.map((one) => onList(state, one))
}

import { accreditedUntil } from '@counterfoil/service-kit/authority/accredit'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { governingKey } from './controllers.ts'
import type { Place } from './place.ts'

const dayOf = (instant: number): string => new Date(instant * 1000).toISOString().slice(0, 10)

function wordsOf(end: number): string {
  if (end === 0) return 'never'
  return end > systemClock.now() ? `until ${dayOf(end)}` : `no more, since ${dayOf(end)}`
}

/** What the ledger says of an authority now, line by line. */
export async function showAuthority(place: Place, id: string): Promise<readonly string[]> {
  const authority = place.authority(id)
  const { did, name, keys } = authority
  const { ledger } = place.network
  const { document, metadata, formerKey } = await publishedDocument(ledger, did)
  const { owners, threshold } = await readSafe(place.reader, place.governance.safe)
  const governing = await governingKey(place, authority)
  const stands = (kid: string): string => (document.verificationMethod.some((method) => method.id === kid) ? 'published' : (formerKey(kid)?.fate ?? 'not published'))
  const until = await Promise.all((['issue', 'request'] as const).map(async (kind) => [kind, await accreditedUntil(ledger, { kind, vct: place.residency, authorityDid: did })] as const))
  return [
    `${name.en}  ${did}${metadata.deactivated === true ? '  given up' : ''}`,
    ...Object.entries(keys).flatMap(([role, { kid, next }]) => [
      `  ${role} key  ${kid}  ${stands(kid)}`,
      ...(next === undefined ? [] : [`  next ${role} key  ${next.kid}  ${stands(next.kid)}, signs from ${new Date(next.signsFrom * 1000).toISOString()}`]),
    ]),
    ...until.map(([kind, end]) => `  may ${kind} residency  ${wordsOf(end)}`),
    `  ${governing !== null ? `governs the consortium, ${threshold} of ${owners.length}` : 'does not govern the consortium'}`,
  ]
}

import type { ClaimProblem } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { claimsFromRecord, recordsOf } from '../domain/council-record.ts'
import type { RecordSource } from '../ports.ts'
import type { Attention, AttentionItem } from '../ports/attention.ts'
import type { RecordGaps } from '../ports/record-gaps.ts'

interface Ports {
  readonly clock: Clock
  readonly gaps: Pick<RecordGaps, 'latest'>
  readonly records: RecordSource
  readonly types: ReadonlyMap<string, CredentialType>
  readonly onRecordAway: (error: unknown) => void
  readonly inWords: (type: CredentialType, problems: readonly ClaimProblem[]) => Bilingual
  readonly moreInWords: (many: number) => Bilingual
}

const mostShown = 10

/** Whose records keep wallets waiting: what each lacks is read now, so that who has been put right is not shown any more. */
export const recordAttention = (ports: Ports): Attention => ({
  permission: 'cases',
  of: async (authority) => {
    try {
      const items = await incomplete(ports, authority)
      const shown = items.slice(0, mostShown)
      return items.length === shown.length ? shown : [...shown, { text: ports.moreInWords(items.length - shown.length), href: null, isUrgent: false }]
    } catch (error) {
      // That the records are away is told elsewhere, and hides nothing else that wants attention.
      ports.onRecordAway(error)
      return []
    }
  },
})

async function incomplete({ clock, gaps, records, types, inWords }: Ports, { id }: Authority): Promise<AttentionItem[]> {
  const latest = await gaps.latest(id)
  if (latest.length === 0) return []
  const people = await records.people(id, latest.map(({ person }) => person))
  return latest.flatMap(({ person, typeId }) => {
    const [type, record] = [types.get(typeId), people.get(person)]
    if (type === undefined || record === undefined) return []
    const problems = recordsOf(type, record).flatMap((one) => {
      const read = claimsFromRecord(type, one, clock.now())
      return 'claims' in read ? [] : read.problems.filter(({ problem }) => problem !== 'ended')
    })
    return problems.length === 0 ? [] : [{ text: inWords(type, problems), href: `/staff/people/${person}`, isUrgent: false }]
  })
}

import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Authority } from '../../domain/authority.ts'
import { offerReference } from '../../domain/credential-offer.ts'
import { may } from '../../domain/staff-permission.ts'
import type { Attention, AttentionItem, DayCount, OverviewCounts, RefusalEvent, ReusedCodes } from '../../ports/attention.ts'
import type { Approvals } from '../../ports/approvals.ts'
import type { LedgerWrites } from '../../ports/ledger-writes.ts'
import type { SignedIn } from '../staff-sessions.ts'

export interface Overview {
  /** What does harm while it waits comes first. */
  readonly attention: readonly AttentionItem[]
  readonly issued: readonly DayCount[]
  readonly refusals: ReadonlyMap<RefusalEvent, number>
  readonly since: EpochSeconds
}

const days = 14

/** What somebody sees who has just signed in: what wants attention of what they may look at, and counts. */
export const staffOverview =
  ({ clock, counts, attention }: { readonly clock: Clock; readonly counts: OverviewCounts; readonly attention: readonly Attention[] }) =>
  async ({ staff, authority }: SignedIn): Promise<Overview> => {
    const now = clock.now()
    const items = await Promise.all(attention.filter(({ permission }) => may(staff, permission)).map((part) => part.of(authority, now)))
    const issued = await counts.issuedByDay(authority.id, days, now)
    const since = issued[0]?.day ?? now
    return { attention: items.flat().toSorted((one, other) => Number(other.isUrgent) - Number(one.isUrgent)), issued, refusals: await counts.refusals(authority.id, since), since }
  }

/** Nothing waits so long for the ledger while all is well. */
const ledgerPatience = 15 * 60

/** Writes to the ledger, or the list, that have waited too long. */
export const ledgerAttention = (ledgerWrites: LedgerWrites): Attention => ({
  permission: 'operations',
  of: async ({ id }: Authority, now) => {
    const late = (await ledgerWrites.underWay(id)).filter(({ askedAt }) => now - askedAt > ledgerPatience).length
    return late === 0 ? [] : [{ text: { en: `Writes to the council network that have waited for more than 15 minutes: ${late}`, cy: `Cofnodion i rwydwaith y cynghorau sydd wedi aros am fwy na 15 munud: ${late}` }, href: '/staff/network', isUrgent: true }]
  },
})

const soon = 30 * 86_400

/** Certificates of the authority's keys that end soon: with them ends what it can issue. */
export const keyAttention = (endsOf: (authority: Authority) => readonly { readonly role: 'credential' | 'status'; readonly endsAt: EpochSeconds }[]): Attention => ({
  permission: 'operations',
  of: async (authority, now) =>
    endsOf(authority)
      .filter(({ endsAt }) => endsAt - now < soon)
      .map(({ role, endsAt }) => {
        const left = Math.max(0, Math.ceil((endsAt - now) / 86_400))
        const [en, cy] = role === 'credential' ? ['that signs credentials', 'sy’n llofnodi tystysgrifau'] : ['that signs status lists', 'sy’n llofnodi rhestrau statws']
        return { text: { en: `Days until the certificate of the key ${en} ends: ${left}`, cy: `Diwrnodau nes daw tystysgrif yr allwedd ${cy} i ben: ${left}` }, href: null, isUrgent: left < 8 }
      }),
})

/** Whoever came first with a code has the credential; that somebody came second may mean that it was the wrong one. */
export const reuseAttention = (codes: ReusedCodes): Attention => ({
  permission: 'cases',
  of: async ({ id }, now) =>
    (await codes.latest(id, now)).map((offer) => ({
      text: {
        en: `The code of offer ${offerReference(offer)} was shown again after it was used: ask the person whether their wallet has the credential, and revoke it if somebody else has it`,
        cy: `Dangoswyd cod cynnig ${offerReference(offer)} eto ar ôl iddo gael ei ddefnyddio: gofynnwch i’r person a yw’r dystysgrif yn eu waled, a’i dirymu os oes gan rywun arall hi`,
      },
      href: `/staff/offers/${offer}`,
      isUrgent: true,
    })),
})

/** Whatever waits for a second person. */
export const approvalAttention = (approvals: Pick<Approvals, 'howManyWait'>): Attention => ({
  permission: 'approve',
  of: async ({ id }, now) => {
    const many = await approvals.howManyWait(id, now)
    return many === 0 ? [] : [{ text: { en: `Requests that wait for an approver: ${many}`, cy: `Ceisiadau sy’n aros am gymeradwywr: ${many}` }, href: '/staff/approvals', isUrgent: false }]
  },
})

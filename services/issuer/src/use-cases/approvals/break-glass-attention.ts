import type { Attention } from '../../ports/attention.ts'
import type { BreakGlasses } from '../../ports/approvals.ts'

/** What runs without a second person, for administrators; and what did and nobody has looked at, for who may. */
export const breakGlassAttention = (breakGlasses: Pick<BreakGlasses, 'openNow' | 'toReview'>): readonly Attention[] => [
  {
    permission: 'staff',
    of: async ({ id }, now) =>
      (await breakGlasses.openNow(id, now)).map(({ approval, openedBy }) => ({
        text: { en: `Something may begin without a second person. Let go ahead by ${openedBy}`, cy: `Caiff rhywbeth ddechrau heb ail berson. Gadawyd iddo fynd gan ${openedBy}` },
        href: `/staff/approvals/${approval}`,
        isUrgent: true,
      })),
  },
  {
    permission: 'approve',
    of: async ({ id }, now) =>
      (await breakGlasses.toReview(id, now)).map(({ approval }) => ({
        text: { en: 'Something was let go ahead without a second person: say whether that was in order', cy: 'Gadawyd i rywbeth fynd heb ail berson: dywedwch a oedd hynny’n iawn' },
        href: `/staff/approvals/${approval}`,
        isUrgent: true,
      })),
  },
]

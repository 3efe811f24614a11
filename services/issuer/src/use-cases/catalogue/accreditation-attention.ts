import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import type { Authority } from '../../domain/authority.ts'
import { accreditCommand } from '../../domain/catalogue/accredit-command.ts'
import type { Attention, AttentionItem } from '../../ports/attention.ts'

/** What an authority needs an accreditation for. */
export interface NeededAccreditation {
  readonly kind: Extract<AccreditationKind, 'issue' | 'request'>
  readonly vct: string
  readonly type: Bilingual
  /** Titles of the forms that ask for it. */
  readonly forms: readonly Bilingual[]
}

/** When each ends or ended, in the order of the questions: null for one that never was. Null altogether while the network can't tell. */
export type AccreditationEndsOf = (authority: Authority, needed: readonly NeededAccreditation[]) => Promise<readonly (EpochSeconds | null)[] | null>

const soon = 30 * 86_400
const urgent = 8 * 86_400

const cannotTell: AttentionItem = {
  text: { en: 'When your council’s accreditations end can’t be told now. Look again in a minute', cy: 'Ni ellir dweud nawr pryd y daw achrediadau eich cyngor i ben. Edrychwch eto ymhen munud' },
  href: null,
  isUrgent: false,
}

/** Accreditations of the authority that end soon or have ended: what it issues isn't believed then, and its forms ask nobody. One that never was isn't missed here. */
export const accreditationAttention = (neededBy: (authority: Authority) => readonly NeededAccreditation[], endsOf: AccreditationEndsOf): Attention => ({
  permission: 'operations',
  of: async (authority, now) => {
    const needed = neededBy(authority)
    const ends = needed.length === 0 ? [] : await endsOf(authority, needed)
    if (ends === null) return [cannotTell]
    return needed.flatMap((one, place) => {
      const endsAt = ends[place] ?? null
      if (endsAt === null || endsAt - now > soon) return []
      return [{ text: textOf(one, endsAt <= now), href: null, isUrgent: endsAt - now < urgent, renewal: { endsAt, command: accreditCommand(authority.id, one.kind, one.vct, now) } }]
    })
  },
})

function textOf({ kind, type, forms }: NeededAccreditation, isOver: boolean): Bilingual {
  const titles = (language: keyof Bilingual): string => forms.map((title) => `“${title[language]}”`).join(', ')
  if (kind === 'issue') {
    return isOver
      ? { en: `Your council’s accreditation to issue “${type.en}” has ended, and nobody believes these credentials`, cy: `Mae achrediad eich cyngor i roi “${type.cy}” wedi dod i ben, ac nid oes neb yn credu’r tystysgrifau hyn` }
      : { en: `Your council’s accreditation to issue “${type.en}” ends soon`, cy: `Daw achrediad eich cyngor i roi “${type.cy}” i ben yn fuan` }
  }
  return isOver
    ? { en: `Your council’s accreditation to ask for “${type.en}” has ended, and nobody is asked with these forms: ${titles('en')}`, cy: `Mae achrediad eich cyngor i ofyn am “${type.cy}” wedi dod i ben, ac ni ofynnir i neb â’r ffurflenni hyn: ${titles('cy')}` }
    : { en: `Your council’s accreditation to ask for “${type.en}” ends soon. These forms need it: ${titles('en')}`, cy: `Daw achrediad eich cyngor i ofyn am “${type.cy}” i ben yn fuan. Mae ei angen ar y ffurflenni hyn: ${titles('cy')}` }
}

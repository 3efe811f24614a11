import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { partsOf, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { Authority } from '../../domain/authority.ts'
import type { NeededAccreditation } from './accreditation-attention.ts'
import type { LiveCatalogue } from './live-catalogue.ts'
import { standingProfile, type LiveForms } from './live-forms.ts'

/** Every `vct` that a form asks for. */
export const vctsOf = (profile: FormProfile, vctOf: LiveCatalogue['vctOf']): readonly string[] => [...new Set(partsOf(profile).map(({ credential: { type, version } }) => vctOf({ id: type }, version)))]

/** What an authority has to be accredited for: the types that are issued now, and what its standing forms ask for. */
export const neededAccreditations =
  ({ types, vctOf, typeAt }: Pick<LiveCatalogue, 'types' | 'vctOf' | 'typeAt'>, forms: Pick<LiveForms, 'of'>) =>
  ({ id }: Authority): readonly NeededAccreditation[] => {
    const asking = new Map<string, FormProfile[]>()
    for (const profile of forms.of(id).flatMap((form) => standingProfile(form) ?? [])) {
      for (const vct of vctsOf(profile, vctOf)) asking.set(vct, [...(asking.get(vct) ?? []), profile])
    }
    const nameOf = (type: CredentialType | undefined, vct: string) => type?.name ?? { en: vct, cy: vct }
    return [
      ...[...types.values()].map((type) => ({ kind: 'issue' as const, vct: vctOf(type, type.version), type: type.name, forms: [] })),
      ...[...asking].map(([vct, profiles]) => ({ kind: 'request' as const, vct, type: nameOf(typeAt(vct), vct), forms: profiles.map(({ title }) => title) })),
    ]
  }

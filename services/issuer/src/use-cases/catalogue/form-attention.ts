import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { partsOf } from '@counterfoil/shared/form-profile/form-profile'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Attention } from '../../ports/attention.ts'
import { isBroken, newestVersionOf, type KnownForm, type LiveForms } from './live-forms.ts'

const texts = {
  broken: { en: 'A form can’t be used as it stands, and nobody is asked with it: edit it', cy: 'Ni ellir defnyddio ffurflen fel y mae, ac ni ofynnir i neb â hi: golygwch hi' },
  outdated: { en: 'A form asks for an earlier version of a credential than is issued now. Before it can ask for the new one, verifiers need that version’s files', cy: 'Mae ffurflen yn gofyn am fersiwn cynharach o dystysgrif nag a roddir nawr. Cyn y gall ofyn am yr un newydd, mae ar wirwyr angen ffeiliau’r fersiwn hwnnw' },
} as const satisfies Record<string, Bilingual>

/** Forms that nobody is asked with, or soon not any more, though nobody withdrew them. */
export const formAttention = (forms: Pick<LiveForms, 'of'>, types: ReadonlyMap<string, CredentialType>): Attention => ({
  permission: 'catalogue',
  of: async ({ id }) =>
    forms.of(id).flatMap((form) => {
      const wrong = isBroken(form) ? 'broken' : isOutdated(form, types) ? 'outdated' : null
      return wrong === null ? [] : [{ text: texts[wrong], href: `/staff/catalogue/forms/${form.id}`, isUrgent: wrong === 'broken' }]
    }),
})

function isOutdated(form: KnownForm, types: ReadonlyMap<string, CredentialType>): boolean {
  const profile = form.withdrawn === null ? newestVersionOf(form)?.profile : null
  return profile != null && partsOf(profile).some(({ credential }) => types.get(credential.type)?.version !== credential.version)
}

import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Language } from '@counterfoil/ui/words'

/** A type as people call it, with what tells one of several from the others. */
export const recordName = ({ name }: Pick<CredentialType, 'name'>, shownBy: string | null, language: Language): string => (shownBy === null ? name[language] : `${name[language]}: ${shownBy}`)

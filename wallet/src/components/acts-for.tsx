import type { HeldCredential } from '../domain/held-credential.ts'
import { representationIn } from '../domain/representation.ts'
import { useHelper } from '../helper-mode.ts'
import { inLanguage, say } from '../words/words.ts'

/** For whom a credential lets the citizen act: nothing on any other. */
export function ActsFor({ held }: { readonly held: Pick<HeldCredential, 'claims' | 'labels'> }) {
  const helper = useHelper()
  const found = representationIn(held)
  if (found === null) return null
  const { role, roleName } = found
  const person = helper === null ? found.person : say('represented.somebody')
  return (
    <p class="govuk-body">
      <strong>{role !== null ? say(`represented.${role}`, { person }) : roleName !== null ? say('represented.named', { person, role: inLanguage(roleName) }) : say('represented.for', { person })}</strong>
    </p>
  )
}

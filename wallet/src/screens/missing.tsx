import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { say } from '../words/words.ts'

/** An address that leads to nothing here. */
export function Missing({ title = say('credential.missing') }: { readonly title?: string }) {
  return (
    <>
      <Heading>{title}</Heading>
      <p class="govuk-body">{say('credential.missingNext')}</p>
      <Link to="/" class="govuk-button">
        {say('common.goHome')}
      </Link>
    </>
  )
}

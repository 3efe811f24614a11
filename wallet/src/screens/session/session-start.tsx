import { useEffect, useState } from 'preact/hooks'
import { Heading } from '../../components/heading.tsx'
import { say } from '../../words/words.ts'

/** Says what a session is, before anything is kept; by the council's link, or by who opens a wallet on a computer that isn't theirs. */
export function SessionStart({ isSessionOpen, onStart }: { readonly isSessionOpen: () => Promise<boolean>; readonly onStart: () => void }) {
  const [isOther, setOther] = useState(false)
  useEffect(() => void isSessionOpen().then(setOther), [])
  return (
    <>
      <Heading>{say('session.title')}</Heading>
      <p class="govuk-body">{say('session.explained')}</p>
      <ul class="govuk-list govuk-list--bullet">
        <li>{say('session.collect')}</li>
        <li>{say('session.share')}</li>
        <li>{say('session.wiped')}</li>
      </ul>
      {isOther ? <p class="govuk-inset-text">{say('session.otherOpen')}</p> : null}
      <div class="govuk-button-group">
        <button type="button" class="govuk-button" onClick={onStart}>
          {say('session.start')}
        </button>
        <a class="govuk-link" href="/">
          {say('session.ownDevice')}
        </a>
      </div>
    </>
  )
}

import { useEffect, useState } from 'preact/hooks'
import { Heading, Waiting } from '../../components/heading.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import type { Remains } from '../../domain/session.ts'
import { say } from '../../words/words.ts'

const kinds = ['databases', 'localStorage', 'sessionStorage', 'caches'] as const

/** The end of a session, with what the browser itself says is left of it. */
export function SessionFinished({ look }: { readonly look: () => Promise<Remains> }) {
  const [remains, setRemains] = useState<Remains | null>(null)
  useEffect(() => void look().then(setRemains), [])
  if (remains === null) return <Waiting>{say('session.finishing')}</Waiting>
  const isClean = kinds.every((kind) => remains[kind] === 0)
  return (
    <>
      <Heading hasError={!isClean}>{say(isClean ? 'session.finishedTitle' : 'session.leftTitle')}</Heading>
      <p class="govuk-body">{say(isClean ? 'session.finished' : 'session.left')}</p>
      <h2 class="govuk-heading-m">{say('session.proof')}</h2>
      <SummaryList rows={kinds.map((kind) => ({ label: say(`session.kinds.${kind}`), value: remains[kind] === 0 ? say('session.nothing') : String(remains[kind]) }))} />
      <p class="govuk-body">{say('session.closeWindows')}</p>
      <p class="govuk-body">{say('session.visited')}</p>
      <a class="govuk-link" href="/session">
        {say('session.next')}
      </a>
    </>
  )
}

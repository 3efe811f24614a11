import { useState } from 'preact/hooks'
import type { ClaimLeaf } from '../domain/claim-leaves.ts'
import { helperNow, useHelper } from '../helper-mode.ts'
import { inLanguage, say, valueInWords } from '../words/words.ts'

type Said = Pick<ClaimLeaf, 'label' | 'value' | 'valueName'>

/** What a claim says: while somebody helps, not before the citizen shows it. */
export function ClaimValue({ label, value, valueName }: Said) {
  const helper = useHelper()
  const [isShown, setShown] = useState(false)
  const words = valueInWords(value, valueName)
  if (helper === null) return <>{words}</>
  return (
    <>
      {isShown ? words : say('helper.hidden')}{' '}
      <button type="button" class="wallet-link-button" onClick={() => setShown(!isShown)}>
        {say(isShown ? 'helper.hide' : 'helper.show')}
        <span class="govuk-visually-hidden"> {inLanguage(label)}</span>
      </button>
    </>
  )
}

/** The same where there is no place to show it. */
export const saidOrHidden = (words: string): string => (helperNow() === null ? words : say('helper.hidden'))

import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { say } from '../words/words.ts'
import { Link } from './links.tsx'

/** Says that a restored backup knows of credentials that aren't here yet, until the citizen wants to hear no more of it. */
export function CollectAgainPrompt({ wallet }: { readonly wallet: Wallet }) {
  const [hasSome, setHasSome] = useState(false)
  useEffect(() => void wallet.vault.recovery().then(({ toCollect, isQuiet }) => setHasSome(toCollect.length > 0 && isQuiet !== true)), [])
  if (!hasSome) return null
  const dismiss = (): void => void wallet.vault.amendRecovery((recovery) => ({ ...recovery, isQuiet: true })).then(() => setHasSome(false))
  return (
    <div class="govuk-inset-text">
      <p class="govuk-body">{say('again.prompt')}</p>
      <div class="wallet-actions">
        <Link to="/collect-again">{say('again.title')}</Link>
        <button type="button" class="wallet-link-button" onClick={dismiss}>
          {say('again.dismiss')}
        </button>
      </div>
    </div>
  )
}

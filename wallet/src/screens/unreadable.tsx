import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { say } from '../words/words.ts'
import { useVault } from './read-again.ts'

/** Says when something in the wallet can't be read any more; the rest is as it was. */
export function Unreadable({ wallet }: { readonly wallet: Wallet }) {
  const [count, setCount] = useState(0)
  useVault(wallet, () => wallet.vault.countUnreadable().then(setCount))
  if (count === 0) return null
  return (
    <div class="govuk-inset-text">
      <p class="govuk-body">{say('home.unreadable')}</p>
      <p class="govuk-body">{say('home.unreadableNext')}</p>
      <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void wallet.vault.removeUnreadable()}>
        {say('home.unreadableRemove')}
      </button>
    </div>
  )
}

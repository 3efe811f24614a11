import { atTime, say } from '../words/words.ts'

/** Says that this device's clock is wrong: whose it is can set it, and other pages don't know. In seconds. */
export const WrongClock = ({ ahead, now }: { readonly ahead: number; readonly now: number }) => (
  <aside class="govuk-width-container">
    <p class="govuk-inset-text wallet-screen-only">
      <strong>{say('clock.wrong', { device: atTime(now + ahead), right: atTime(now) })}</strong> {say('clock.next')}
    </p>
  </aside>
)

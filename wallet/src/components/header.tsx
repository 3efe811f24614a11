import type { ComponentChildren } from 'preact'
import { chooseLanguage, say, useLanguage } from '../words/words.ts'
import { Link, LinkWithin } from './links.tsx'

/** What stands above every screen; `children` beside the language. */
export function Header({ children }: { readonly children?: ComponentChildren }) {
  const other = useLanguage() === 'en' ? 'cy' : 'en'
  return (
    <>
      <LinkWithin to="main" class="govuk-skip-link">
        {say('common.skip')}
      </LinkWithin>
      <header class="wallet-header">
        <div class="govuk-width-container wallet-header__row">
          <Link to="/" class="wallet-header__name">
            {say('common.wallet')}
          </Link>
          <div class="wallet-header__actions">
            {children}
            <button type="button" class="wallet-link-button" lang={other} onClick={() => void chooseLanguage(other)}>
              {other === 'cy' ? 'Cymraeg' : 'English'}
            </button>
          </div>
        </div>
      </header>
    </>
  )
}

/** The one part of the page that changes. */
export const Main = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="govuk-width-container">
    <main class="govuk-main-wrapper wallet-main" id="main" tabIndex={-1}>
      {children}
    </main>
  </div>
)

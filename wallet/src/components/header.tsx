import type { ComponentChildren } from 'preact'
import { chooseLanguage, say, useLanguage } from '../words/words.ts'
import { Link, LinkWithin } from './links.tsx'

/** What stands above every screen; `children` beside the language. Its name leads home where there is one. */
export function Header({ children, hasHome = true }: { readonly children?: ComponentChildren; readonly hasHome?: boolean }) {
  const other = useLanguage() === 'en' ? 'cy' : 'en'
  return (
    <>
      <LinkWithin to="main" class="govuk-skip-link">
        {say('common.skip')}
      </LinkWithin>
      <header class="wallet-header">
        <div class="govuk-width-container wallet-header__row">
          {hasHome ? (
            <Link to="/" class="wallet-header__name">
              {say('common.wallet')}
            </Link>
          ) : (
            <span class="wallet-header__name">{say('common.wallet')}</span>
          )}
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

/** A screen without a wallet around it. */
export function Outside({ children }: { readonly children: ComponentChildren }) {
  useLanguage()
  return (
    <>
      <Header hasHome={false} />
      <Main>{children}</Main>
    </>
  )
}

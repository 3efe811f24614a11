import { useEffect } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading, Link } from '../components/parts.tsx'
import { useRoute } from '../routes.ts'
import { chooseLanguage, say, useLanguage } from '../words/words.ts'
import { ActivityScreen } from './activity.tsx'
import { AddScreen } from './add.tsx'
import { CredentialScreen } from './credential.tsx'
import { HomeScreen } from './home.tsx'
import { OfferScreen } from './offer.tsx'
import { RequestScreen } from './request.tsx'
import { SettingsScreen } from './settings.tsx'

export function App({ wallet }: { readonly wallet: Wallet }) {
  const { path, link } = useRoute()
  const shown = useLanguage()
  useEffect(() => {
    document.title = say('common.wallet')
  }, [shown])
  const other = shown === 'en' ? 'cy' : 'en'
  return (
    <>
      <a href="#main" class="govuk-skip-link">
        {say('common.skip')}
      </a>
      <header class="wallet-header">
        <div class="govuk-width-container wallet-header__row">
          <Link to="/" class="wallet-header__name">
            {say('common.wallet')}
          </Link>
          <button type="button" class="wallet-link-button wallet-header__language" lang={other} onClick={() => void chooseLanguage(other)}>
            {other === 'cy' ? 'Cymraeg' : 'English'}
          </button>
        </div>
      </header>
      <nav class="wallet-navigation" aria-label={say('common.navigation')}>
        <ul class="govuk-width-container wallet-navigation__list">
          {([['/', say('common.home')], ['/add', say('common.add')], ['/activity', say('common.activity')], ['/settings', say('common.settings')]] as const).map(([to, words]) => (
            <li key={to} aria-current={path === to ? 'page' : undefined}>
              <Link to={to}>{words}</Link>
            </li>
          ))}
        </ul>
      </nav>
      <div class="govuk-width-container">
        <main class="govuk-main-wrapper" id="main">
          <Screen wallet={wallet} path={path} link={link} />
        </main>
      </div>
    </>
  )
}

function Screen({ wallet, path, link }: { readonly wallet: Wallet; readonly path: string; readonly link: string }) {
  const id = /^\/credential\/([\w-]{1,64})$/.exec(path)?.[1]
  if (id !== undefined) return <CredentialScreen wallet={wallet} id={id} key={id} />
  switch (path) {
    case '/':
      return <HomeScreen wallet={wallet} />
    case '/offer':
      return <OfferScreen wallet={wallet} link={link} key={link} />
    case '/authorize':
      return <RequestScreen wallet={wallet} link={link} key={link} />
    case '/add':
      return <AddScreen wallet={wallet} />
    case '/activity':
      return <ActivityScreen wallet={wallet} />
    case '/settings':
      return <SettingsScreen />
    default:
      return (
        <>
          <Heading>{say('credential.missing')}</Heading>
          <Link to="/">{say('common.goHome')}</Link>
        </>
      )
  }
}

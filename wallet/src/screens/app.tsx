import { walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Wallet } from '../assemble.ts'
import { Header, Main } from '../components/header.tsx'
import { Link } from '../components/links.tsx'
import { useRoute } from '../routes.ts'
import { say, useLanguage } from '../words/words.ts'
import { ActivityScreen } from './activity.tsx'
import { AddScreen } from './add.tsx'
import { CollectedScreen } from './collected.tsx'
import { ConfirmScreen } from './confirm.tsx'
import { CouncilScreen, CouncilsScreen } from './councils.tsx'
import { CredentialScreen } from './credential.tsx'
import { EraseScreen } from './erase.tsx'
import { HomeScreen } from './home.tsx'
import { LockScreen } from './lock.tsx'
import { Missing } from './missing.tsx'
import { OfferScreen } from './offer.tsx'
import { RenewScreen } from './renew.tsx'
import { RequestScreen } from './request.tsx'
import { SettingsScreen } from './settings.tsx'
import { useLock } from './use-lock.ts'

export function App({ wallet }: { readonly wallet: Wallet }) {
  const { path, link } = useRoute()
  useLanguage()
  useLock(wallet.lock)
  return (
    <>
      <Header>
        {wallet.lock.protections().length === 0 ? null : (
          <button type="button" class="wallet-link-button" onClick={() => wallet.lock.lock()}>
            {say('lock.now')}
          </button>
        )}
      </Header>
      <nav class="wallet-navigation" aria-label={say('common.navigation')}>
        <ul class="govuk-width-container wallet-navigation__list">
          {([['/', say('common.home')], ['/add', say('common.add')], ['/activity', say('common.activity')], ['/settings', say('common.settings')]] as const).map(([to, words]) => (
            <li key={to} class={path === to ? 'wallet-navigation__item wallet-navigation__item--current' : 'wallet-navigation__item'}>
              <Link to={to} class="govuk-link govuk-link--no-visited-state" isCurrent={path === to}>
                {words}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Main>
        <Screen wallet={wallet} path={path} link={link} />
      </Main>
    </>
  )
}

function Screen({ wallet, path, link }: { readonly wallet: Wallet; readonly path: string; readonly link: string }) {
  const [, name = '', id = ''] = /^\/(credential|confirm|councils|erase|renew)\/([\w-]{1,64})$/.exec(path) ?? []
  switch (name) {
    case 'confirm':
      return <ConfirmScreen wallet={wallet} id={id} key={path} />
    case 'credential':
      return <CredentialScreen wallet={wallet} id={id} key={path} />
    case 'councils':
      return <CouncilScreen wallet={wallet} letter={id} key={path} />
    case 'renew':
      return <RenewScreen wallet={wallet} id={id} key={path} />
    case 'erase':
      return <EraseScreen wallet={wallet} id={id} key={path} />
  }
  switch (path) {
    case '/':
      return <HomeScreen wallet={wallet} />
    case '/offer':
      return <OfferScreen wallet={wallet} link={link} key={link} />
    case '/authorize':
      return <RequestScreen wallet={wallet} link={link} key={link} />
    case walletReturnPath:
      return <CollectedScreen wallet={wallet} link={link} key={link} />
    case '/councils':
      return <CouncilsScreen wallet={wallet} />
    case '/add':
      return <AddScreen wallet={wallet} />
    case '/activity':
      return <ActivityScreen wallet={wallet} />
    case '/settings':
      return <SettingsScreen wallet={wallet} />
    case '/lock':
      return <LockScreen wallet={wallet} />
    default:
      return <Missing title={say('common.notFound')} />
  }
}

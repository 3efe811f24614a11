import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Wallet } from '../assemble.ts'
import { Header, Main } from '../components/header.tsx'
import { HelperBanner } from '../components/helper-banner.tsx'
import { Link } from '../components/links.tsx'
import { NewerVersion } from '../components/newer-version.tsx'
import { useRoute } from '../routes.ts'
import { isRestingPlace, tellWhetherUnderWay } from '../under-way.ts'
import { say, useLanguage } from '../words/words.ts'
import { WhoseWallet } from './choose-person.tsx'
import { HomeScreen } from './home.tsx'
import { later } from './later.tsx'
import { Missing } from './missing.tsx'
import { useLock } from './use-lock.ts'
import { useUpkeep } from './use-upkeep.ts'

/** Screens of a wallet that stays. */
const ownPlaces: ReadonlySet<string> = new Set(['/backup', '/restore', '/people', '/lock'])

const ActivityScreen = later(async () => (await import('./activity.tsx')).ActivityScreen)
const AddScreen = later(async () => (await import('./add.tsx')).AddScreen)
const ConfirmScreen = later(async () => (await import('./confirm.tsx')).ConfirmScreen)
const CouncilScreen = later(async () => (await import('./councils.tsx')).CouncilScreen)
const CouncilsScreen = later(async () => (await import('./councils.tsx')).CouncilsScreen)
const CredentialScreen = later(async () => (await import('./credential.tsx')).CredentialScreen)
const OfferScreen = later(async () => (await import('./offer.tsx')).OfferScreen)
const RenewScreen = later(async () => (await import('./renew.tsx')).RenewScreen)
const RequestScreen = later(async () => (await import('./request.tsx')).RequestScreen)
const ReturnedScreen = later(async () => (await import('./returned.tsx')).ReturnedScreen)
const SettingsScreen = later(async () => (await import('./settings.tsx')).SettingsScreen)
const WrongClock = later(async () => (await import('../components/wrong-clock.tsx')).WrongClock)
const EraseScreen = later(async () => (await import('./erase.tsx')).EraseScreen)
const LockScreen = later(async () => (await import('./lock.tsx')).LockScreen)
const PeopleScreen = later(async () => (await import('./people.tsx')).PeopleScreen)
const HelperScreen = later(async () => (await import('./begin-help.tsx')).HelperScreen)
const BackupScreen = later(async () => (await import('./backup.tsx')).BackupScreen)
const CollectAgainScreen = later(async () => (await import('./collect-again.tsx')).CollectAgainScreen)
const CheckAllScreen = later(async () => (await import('./check-all.tsx')).CheckAllScreen)
const LostPhoneScreen = later(async () => (await import('./lost-phone.tsx')).LostPhoneScreen)
const RestoreScreen = later(async () => (await import('./restore.tsx')).RestoreScreen)

export function App({ wallet, children }: { readonly wallet: Wallet; readonly children?: ComponentChildren }) {
  const { path, link, isSealed } = useRoute()
  useLanguage()
  useLock(wallet.lock)
  useUpkeep(wallet, isRestingPlace(path))
  useEffect(tellWhetherUnderWay, [path])
  return (
    <>
      <Header>
        <WhoseWallet wallet={wallet} />
        {wallet.lock.protections().length === 0 ? null : (
          <button type="button" class="wallet-link-button" onClick={() => wallet.lock.lock()}>
            {say('lock.now')}
          </button>
        )}
      </Header>
      <HelperBanner lock={wallet.lock} />
      {wallet.secondsAhead() === 0 ? null : <WrongClock ahead={wallet.secondsAhead()} now={wallet.now()} />}
      {children}
      {wallet.session === null && isRestingPlace(path) ? <NewerVersion /> : null}
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
        {isSealed === true ? null : <Screen wallet={wallet} path={path} link={link} />}
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
  // What outlives a session isn't offered in one, by whichever link.
  if (wallet.session !== null && ownPlaces.has(path)) return <Missing title={say('common.notFound')} />
  switch (path) {
    case '/':
      return <HomeScreen wallet={wallet} />
    case '/offer':
      return <OfferScreen wallet={wallet} link={link} key={link} />
    case '/authorize':
      return <RequestScreen wallet={wallet} link={link} key={link} />
    case walletReturnPath:
      return <ReturnedScreen wallet={wallet} link={link} key={link} />
    case '/councils':
      return <CouncilsScreen wallet={wallet} />
    case '/add':
      return <AddScreen wallet={wallet} />
    case '/activity':
      return <ActivityScreen wallet={wallet} />
    case '/settings':
      return <SettingsScreen wallet={wallet} />
    case '/collect-again':
      return <CollectAgainScreen wallet={wallet} link={link} />
    case '/check':
      return <CheckAllScreen wallet={wallet} />
    case '/lost-phone':
      return <LostPhoneScreen wallet={wallet} link={link} />
    case '/backup':
      return <BackupScreen wallet={wallet} />
    case '/restore':
      return <RestoreScreen wallet={wallet} />
    case '/people':
      return <PeopleScreen wallet={wallet} />
    case '/helper':
      return <HelperScreen wallet={wallet} />
    case '/lock':
      return <LockScreen wallet={wallet} />
    default:
      return <Missing title={say('common.notFound')} />
  }
}

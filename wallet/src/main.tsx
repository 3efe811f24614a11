import { render } from 'preact'
import { placeSeal } from './adapters/place-seal.ts'
import { beginSession, isSessionOpen, joinSession } from './adapters/session/session-keep.ts'
import { remainsOfSession } from './adapters/session/session-storage.ts'
import { toldWhenFull } from './adapters/told-when-full.ts'
import { assemble, openKeep, ownParts, type Keep, type Wallet } from './assemble.ts'
import { FaultScreen } from './components/fault-screen.tsx'
import { Main, Outside } from './components/header.tsx'
import { Fault } from './domain/fault.ts'
import { finishedPath, sessionPath } from './domain/session.ts'
import { faultOf } from './screens/failure.ts'
import { networkFacts } from './network-facts.ts'
import { loadNewest, updateByItselfWhen } from './newer-version.ts'
import { isOfThisVersion, loadEveryPart, part } from './parts.ts'
import { goInstead, keepPlaces } from './routes.ts'
import { Gate } from './screens/gate.tsx'
import { beInSession } from './under-way.ts'
import { startWords } from './words/words.ts'

async function keepOfThisBrowser(wiped: () => void): Promise<Keep> {
  try {
    return await toldWhenFull(() => openKeep(undefined, undefined, wiped))
  } catch (cause) {
    // Some private windows, and some settings, let a page keep nothing.
    throw cause instanceof Fault ? cause : new Fault('storage_unavailable', { cause })
  }
}

/** Parts that few wallets need. */
const sessionParts = part(() => import('./screens/session/parts.ts'))

/** Draws the wallet, or what stands in its place, where the page has room for it. */
export async function drawWallet(place: Element): Promise<void> {
  await startWords()
  const failed = (error: unknown): void =>
    render(
      <Main>
        <FaultScreen fault={faultOf(error)} retry={() => void loadNewest()} isAlone />
      </Main>,
      place,
    )
  try {
    if (location.pathname === sessionPath) await offerSession(place, failed)
    else if (location.pathname === finishedPath) await showFinished(place)
    else await open(place, () => failed(new Fault('storage_wiped')))
  } catch (error) {
    failed(error)
  }
}

/** The citizen's own wallet, or that of the session which is open in another tab. */
async function open(place: Element, wiped: () => void): Promise<void> {
  const joined = await joinSession(ownParts())
  if (joined === 'over') location.replace(finishedPath)
  else await show(joined ?? (await keepOfThisBrowser(wiped)), place)
}

async function show(keep: Keep, place: Element, to: string | null = null): Promise<void> {
  const { lock, session } = keep
  keepPlaces(session === null ? placeSeal(keep.askKey) : null)
  if (session !== null) beInSession()
  // Nobody finds it locked for an update that they didn't ask for.
  updateByItselfWhen(() => lock.protections().length === 0 || !lock.isOpen())
  const start = async (): Promise<Wallet> => {
    const wallet = await assemble(await networkFacts(), keep)
    // A page of a session can't be loaded again: what isn't there by then never comes.
    if (session !== null) void loadEveryPart()
    return wallet
  }
  if (to !== null) goInstead(to)
  // A page of a session that a browser kept as it was is shown to nobody.
  if (session !== null) addEventListener('pageshow', (event) => event instanceof PageTransitionEvent && event.persisted && location.reload())
  const Banner = session === null ? null : (await sessionParts()).SessionBanner
  render(
    <Gate lock={lock} start={start}>
      {session === null || Banner === null ? null : <Banner session={session} />}
    </Gate>,
    place,
  )
}

async function offerSession(place: Element, failed: (error: unknown) => void): Promise<void> {
  const { SessionStart } = await sessionParts()
  // What the council's link offers is collected once the session is there.
  const link = location.search
  history.replaceState(null, '', sessionPath)
  const begin = async (): Promise<void> => {
    // Its page may have waited here for somebody since before the wallet was renewed.
    if (!(await isOfThisVersion())) return location.replace(`${sessionPath}${link}`)
    const keep = await beginSession(ownParts())
    await show(keep, place, link === '' ? '/' : `/offer${link}`)
  }
  render(
    <Outside>
      <SessionStart isSessionOpen={isSessionOpen} onStart={() => void begin().catch(failed)} />
    </Outside>,
    place,
  )
}

async function showFinished(place: Element): Promise<void> {
  const { SessionFinished } = await sessionParts()
  render(
    <Outside>
      <SessionFinished look={remainsOfSession} />
    </Outside>,
    place,
  )
}

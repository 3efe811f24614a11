import { useEffect } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Waiting } from '../components/heading.tsx'
import { turnOf } from '../domain/round.ts'
import { goInstead } from '../routes.ts'
import { say } from '../words/words.ts'
import { CollectedScreen } from './collected.tsx'
import { useFound } from './use-found.ts'

/** Where councils send a citizen back to: to what they were doing there. */
export function ReturnedScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const stage = useFound(async () => {
    const { collecting, freezing } = await wallet.vault.recovery()
    return turnOf(collecting, link) !== undefined ? '/collect-again' : turnOf(freezing, link) !== undefined ? '/lost-phone' : null
  }, link)
  const to = stage.at === 'found' ? stage.found : null
  useEffect(() => {
    if (to !== null) goInstead(`${to}${link}`)
  }, [to])
  if (stage.at === 'fault') return <FaultScreen fault={stage.fault} retry={stage.again} />
  return stage.at === 'looking' || to !== null ? <Waiting>{say('offer.collecting')}</Waiting> : <CollectedScreen wallet={wallet} link={link} />
}

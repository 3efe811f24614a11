import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { onDate, say } from '../words/words.ts'
import { Link } from './links.tsx'

type State = Awaited<ReturnType<Wallet['lookAtBackup']>>

/** When the last backup was made, and that it is time for one when it is. */
export function BackupState({ wallet }: { readonly wallet: Wallet }) {
  const [state, setState] = useState<State | null>(null)
  useEffect(() => void wallet.lookAtBackup().then(setState), [])
  if (state === null) return null
  const { lastAt, isDue } = state
  return (
    <>
      {lastAt === null ? say('settings.noBackup') : onDate(lastAt)}
      {isDue ? (
        <>
          <br />
          <strong>{say(lastAt === null ? 'backup.never' : 'backup.old')}</strong>
        </>
      ) : null}
    </>
  )
}

/** The ways to a backup and from one, and what to do without the device. */
export function BackupLinks() {
  return (
    <div class="wallet-actions">
      <Link to="/backup">{say('backup.title')}</Link>
      <Link to="/lost-phone">{say('lost.title')}</Link>
      <Link to="/restore">{say('backup.restoreTitle')}</Link>
    </div>
  )
}

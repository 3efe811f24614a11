import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { BackupLinks, BackupState } from '../components/backup-state.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { say, sizeInWords } from '../words/words.ts'
import { isInstalled } from './install.tsx'

interface Room {
  readonly used: number
  readonly quota: number
}

/** How safely the wallet is kept: what protects it from being lost, and from being read. */
export function StorageHealth({ wallet }: { readonly wallet: Wallet }) {
  const { lock } = wallet
  const [isKept, setKept] = useState<boolean | null>(null)
  const [wasAsked, setAsked] = useState(false)
  const [room, setRoom] = useState<Room | null>(null)
  useEffect(() => {
    void navigator.storage?.persisted?.().then(setKept)
    void navigator.storage?.estimate?.().then(({ usage = 0, quota = 0 }) => setRoom({ used: usage, quota }))
  }, [])
  const ask = (): void =>
    void navigator.storage.persist().then((agreed) => {
      setKept(agreed)
      setAsked(true)
    })
  const protections = lock.protections()
  const has = (kind: 'passkey' | 'passphrase'): boolean => protections.some((one) => one.kind === kind)
  const lockedBy = has('passkey') ? (has('passphrase') ? 'both' : 'passkey') : has('passphrase') ? 'passphrase' : 'nothing'
  const rows = [
    { label: say('settings.locked'), value: say(`settings.lockedBy.${lockedBy}`) },
    { label: say('settings.persistence'), value: <span role="status">{isKept === true ? say('settings.persisted') : wasAsked ? say('settings.stillNotPersisted') : say('settings.notPersisted')}</span> },
    { label: say('settings.installation'), value: say(isInstalled() ? 'settings.isInstalled' : 'settings.notInstalled') },
    ...(room === null ? [] : [{ label: say('settings.room'), value: say('settings.roomUsed', { used: sizeInWords(room.used), quota: sizeInWords(room.quota) }) }]),
    { label: say('settings.backup'), value: <BackupState wallet={wallet} /> },
  ]
  return (
    <>
      <h2 class="govuk-heading-m">{say('settings.storage')}</h2>
      <SummaryList rows={rows} />
      {isKept === true || wasAsked ? null : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={ask}>
          {say('settings.keepSafe')}
        </button>
      )}
      <BackupLinks />
    </>
  )
}

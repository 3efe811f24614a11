import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { PassphraseInput, ShowPassphrase } from '../components/passphrase-input.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { largestBackup, type BackupTrouble } from '../domain/backup.ts'
import type { Fault } from '../domain/fault.ts'
import { say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { useStayOpen } from './idle.ts'

type Trouble = BackupTrouble | 'no_file' | 'no_passphrase' | 'unreadable'
type Done = Extract<Awaited<ReturnType<Wallet['restoreBackup']>>, { is: 'restored' }>

const fieldOf = (trouble: Trouble): 'backup-file' | 'backup-passphrase' => (trouble === 'wrong_passphrase' || trouble === 'no_passphrase' ? 'backup-passphrase' : 'backup-file')

/** Takes over what a backup of another browser has. */
export function RestoreScreen({ wallet }: { readonly wallet: Wallet }) {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [isShown, setShown] = useState(false)
  const [isWorking, setWorking] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  useStayOpen(isWorking)
  const attemptIt = async (): Promise<Trouble | Done> => {
    if (file === null) return 'no_file'
    if (file.size > largestBackup) return 'huge'
    if (passphrase === '') return 'no_passphrase'
    const bytes = await file.arrayBuffer().catch(() => null)
    if (bytes === null) return 'unreadable'
    const restored = await wallet.restoreBackup(new Uint8Array(bytes), passphrase)
    return restored.is === 'restored' ? restored : restored.is
  }
  const restore = async (): Promise<void> => {
    if (isWorking) return
    setWorking(true)
    setTrouble(null)
    try {
      const came = await attemptIt()
      if (typeof came === 'string') setTrouble(came)
      else setDone(came)
    } catch (error) {
      setFault(faultOf(error))
    }
    setAttempt(attempt + 1)
    setWorking(false)
  }
  if (fault !== null) return <FaultScreen fault={fault} retry={() => setFault(null)} />
  if (done !== null) return <Restored {...done} />
  const message = trouble === null ? null : say(`backup.trouble.${trouble}`)
  const messageAt = (field: ReturnType<typeof fieldOf>): string | null => (trouble !== null && fieldOf(trouble) === field ? message : null)
  return (
    <>
      {trouble === null || message === null ? null : <ErrorSummary message={message} target={fieldOf(trouble)} attempt={attempt} />}
      <Heading hasError={trouble !== null}>{say('backup.restoreTitle')}</Heading>
      <p class="govuk-body">{say('backup.restoreBody')}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void restore()
        }}
      >
        <BackupFile error={messageAt('backup-file')} onChoose={setFile} />
        <PassphraseInput id="backup-passphrase" label={say('backup.passphrase')} hint={say('backup.passphraseHint')} error={messageAt('backup-passphrase')} value={passphrase} isShown={isShown} autoComplete="current-password" onInput={setPassphrase} />
        <ShowPassphrase id="show-backup-passphrase" isShown={isShown} onShow={setShown} />
        <button type="submit" class="govuk-button">
          {say('backup.restore')}
        </button>
        <p class="govuk-body" role="status">
          {isWorking ? say('backup.restoring') : ''}
        </p>
      </form>
    </>
  )
}

function BackupFile({ error, onChoose }: { readonly error: string | null; readonly onChoose: (file: File | null) => void }) {
  return (
    <div class={`govuk-form-group ${error === null ? '' : 'govuk-form-group--error'}`}>
      <label class="govuk-label" for="backup-file">
        {say('backup.file')}
      </label>
      <div id="backup-file-hint" class="govuk-hint">
        {say('backup.fileHint')}
      </div>
      {error === null ? null : <ErrorMessage id="backup-file-error">{error}</ErrorMessage>}
      <input
        class={`govuk-file-upload ${error === null ? '' : 'govuk-file-upload--error'}`}
        id="backup-file"
        type="file"
        aria-describedby={error === null ? 'backup-file-hint' : 'backup-file-hint backup-file-error'}
        onChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)}
      />
    </div>
  )
}

function Restored({ entries, toCollect }: Done) {
  const rows = [
    { label: say('backup.restoredEntries'), value: String(entries) },
    { label: say('backup.restoredToCollect'), value: String(toCollect) },
  ]
  return (
    <>
      <Heading>{say('backup.restoredTitle')}</Heading>
      <SummaryList rows={rows} />
      <p class="govuk-body">{say(toCollect === 0 ? 'backup.restoredNothing' : 'backup.restoredNext')}</p>
      <Link to={toCollect === 0 ? '/' : '/collect-again'} class="govuk-button">
        {say(toCollect === 0 ? 'common.goHome' : 'again.title')}
      </Link>
    </>
  )
}

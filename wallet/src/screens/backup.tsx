import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { NewPassphrase } from '../components/new-passphrase.tsx'
import type { Fault } from '../domain/fault.ts'
import { say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { handOver } from './hand-over.ts'

type Stage = { readonly at: 'asking' } | { readonly at: 'making' } | { readonly at: 'handed'; readonly name: string; readonly file: Uint8Array<ArrayBuffer>; readonly madeAt: number } | { readonly at: 'made' } | { readonly at: 'fault'; readonly fault: Fault }

/** Makes a file from which another browser goes on. */
export function BackupScreen({ wallet }: { readonly wallet: Wallet }) {
  const [stage, setStage] = useState<Stage>({ at: 'asking' })
  const make = async (passphrase: string): Promise<void> => {
    setStage({ at: 'making' })
    try {
      const { file, madeAt } = await wallet.makeBackup(passphrase)
      const name = `${say('backup.fileName')}-${new Date(madeAt * 1000).toISOString().slice(0, 10)}.cfwallet`
      setStage(hand({ name, file, madeAt }))
    } catch (error) {
      setStage({ at: 'fault', fault: faultOf(error) })
    }
  }
  /** Only the citizen can see whether the browser kept it. */
  const noteIt = (madeAt: number): Promise<void> =>
    wallet.noteBackup(madeAt).then(
      () => setStage({ at: 'made' }),
      (error: unknown) => setStage({ at: 'fault', fault: faultOf(error) }),
    )
  switch (stage.at) {
    case 'asking':
      return <Asking onSet={make} />
    case 'making':
      return <Waiting>{say('backup.making')}</Waiting>
    case 'fault':
      return <FaultScreen fault={stage.fault} retry={() => setStage({ at: 'asking' })} />
    case 'handed':
      return <Asked name={stage.name} onYes={() => void noteIt(stage.madeAt)} onNo={() => setStage(hand(stage))} />
    case 'made':
      return (
        <>
          <Heading>{say('backup.madeTitle')}</Heading>
          <p class="govuk-body">{say('backup.madeNext')}</p>
          <Link to="/settings" class="govuk-button">
            {say('backup.toSettings')}
          </Link>
        </>
      )
  }
}

function hand({ name, file, madeAt }: Omit<Extract<Stage, { at: 'handed' }>, 'at'>): Stage {
  handOver(name, 'application/octet-stream', file)
  return { at: 'handed', name, file, madeAt }
}

function Asked({ name, onYes, onNo }: { readonly name: string; readonly onYes: () => void; readonly onNo: () => void }) {
  return (
    <>
      <Heading>{say('backup.askTitle')}</Heading>
      <p class="govuk-body">{say('backup.askBody', { name })}</p>
      <div class="govuk-button-group">
        <button type="button" class="govuk-button" onClick={onYes}>
          {say('backup.have')}
        </button>
        <button type="button" class="govuk-button govuk-button--secondary" onClick={onNo}>
          {say('backup.haveNot')}
        </button>
      </div>
    </>
  )
}

function Asking({ onSet }: { readonly onSet: (passphrase: string) => Promise<void> }) {
  return (
    <>
      <Link to="/settings" class="govuk-back-link">
        {say('common.back')}
      </Link>
      <Heading>{say('backup.title')}</Heading>
      <p class="govuk-body">{say('backup.body')}</p>
      <ul class="govuk-list govuk-list--bullet">
        <li>{say('backup.holdsInventory')}</li>
        <li>{say('backup.holdsHistory')}</li>
      </ul>
      <p class="govuk-body">{say('backup.holdsNot')}</p>
      <NewPassphrase isOnlyWay onSet={onSet} action={say('backup.make')} />
    </>
  )
}

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { NewPassphrase } from '../components/new-passphrase.tsx'
import { Openers } from '../components/openers.tsx'
import type { LockChanges, PasskeyAdded, Protection } from '../domain/vault-lock.ts'
import { onDate, say } from '../words/words.ts'
import { useLock } from './use-lock.ts'

/** What opens the wallet: chosen, added to, changed and removed, by whoever has just shown that they can open it. */
export function LockScreen({ wallet: { lock } }: { readonly wallet: Wallet }) {
  const [changes, setChanges] = useState<LockChanges | null>(null)
  useLock(lock)
  const opensByItself = lock.protections().length === 0
  useEffect(() => {
    if (changes === null && opensByItself) void lock.change(null).then((answer) => answer.is === 'may_change' && setChanges(answer.changes))
  }, [])
  const onTry: Parameters<typeof Openers>[0]['onTry'] = async (opener) => {
    const answer = await lock.change(opener)
    if (answer.is !== 'may_change') return answer.is === 'opened' ? null : answer
    setChanges(answer.changes)
    return null
  }
  if (changes !== null) return <Protections protections={lock.protections()} changes={changes} canUsePasskeys={() => lock.canUsePasskeys()} />
  return opensByItself ? <Waiting>{say('lock.title')}</Waiting> : <Openers title={say('lock.confirmTitle')} hint={say('lock.confirmHint')} protections={lock.protections()} onTry={onTry} />
}

interface ProtectionsProps {
  readonly protections: readonly Protection[]
  readonly changes: LockChanges
  readonly canUsePasskeys: () => Promise<boolean>
}

type Said = PasskeyAdded | 'passphraseSet' | 'removed' | 'removedLast' | 'failed'

function Protections({ protections, changes, canUsePasskeys }: ProtectionsProps) {
  const [hasPasskeys, setHasPasskeys] = useState(false)
  const [isWorking, setWorking] = useState(false)
  const [said, setSaid] = useState<Said | null>(null)
  const message = useRef<HTMLParagraphElement>(null)
  useEffect(() => void canUsePasskeys().then(setHasPasskeys), [])
  // It stands above the button that was pressed, maybe out of sight.
  useEffect(() => message.current?.focus(), [said])
  const passphrase = protections.find(({ kind }) => kind === 'passphrase')
  const change = async (make: () => Promise<Said>): Promise<void> => {
    if (isWorking) return
    setWorking(true)
    setSaid(null)
    setSaid(await make().catch((error: unknown) => (reportError(error), 'failed' as const)))
    setWorking(false)
  }
  return (
    <>
      <Link to="/settings" class="govuk-back-link">
        {say('common.back')}
      </Link>
      <Heading>{say('lock.title')}</Heading>
      <p class="govuk-body">{protections.length === 0 ? say('lock.none') : say('lock.some')}</p>
      <p class="govuk-body" role="status">
        {isWorking ? say('common.working') : ''}
      </p>
      {said === null ? null : (
        <p class="govuk-inset-text" tabIndex={-1} ref={message}>
          {say(`lock.said.${said}`)}
        </p>
      )}
      {protections.length === 0 ? null : (
        <ul class="govuk-list wallet-activity">
          {protections.map((one) => (
            <Kept key={one.id} protection={one} isLast={protections.length === 1} onRemove={() => void change(() => changes.remove(one.id).then(() => (protections.length === 1 ? 'removedLast' : 'removed')))} />
          ))}
        </ul>
      )}
      {hasPasskeys ? (
        <>
          <h2 class="govuk-heading-m">{say('lock.passkeyTitle')}</h2>
          <p class="govuk-body">{say('lock.passkeyHint')}</p>
          <button type="button" class="govuk-button" onClick={() => void change(() => changes.addPasskey())}>
            {protections.some(({ kind }) => kind === 'passkey') ? say('lock.anotherPasskey') : say('lock.addPasskey')}
          </button>
        </>
      ) : null}
      <h2 class="govuk-heading-m">{passphrase === undefined ? say('lock.passphraseTitle') : say('lock.passphraseChangeTitle')}</h2>
      <NewPassphrase isOnlyWay={!hasPasskeys} onSet={(text) => change(() => changes.setPassphrase(text).then(() => 'passphraseSet'))} />
    </>
  )
}

function Kept({ protection: { kind, addedAt, isOfThisDevice }, isLast, onRemove }: { readonly protection: Protection; readonly isLast: boolean; readonly onRemove: () => void }) {
  const [isAsked, setAsked] = useState(false)
  const question = useRef<HTMLParagraphElement>(null)
  // The button that had the focus is gone.
  useEffect(() => question.current?.focus(), [isAsked])
  const name = kind === 'passphrase' ? say('lock.passphraseSince', { when: onDate(addedAt) }) : say(isOfThisDevice ? 'lock.passkeyHere' : 'lock.passkeyElsewhere', { when: onDate(addedAt) })
  return (
    <li>
      <p class="govuk-body">{name}</p>
      {isAsked ? (
        <>
          <p class="govuk-body" tabIndex={-1} ref={question}>
            {isLast ? say('lock.removeLast') : say('lock.removeSure')}
          </p>
          <div class="govuk-button-group">
            <button type="button" class="govuk-button govuk-button--warning" onClick={onRemove}>
              {say('lock.removeYes')}
              <span class="govuk-visually-hidden">: {name}</span>
            </button>
            <button type="button" class="wallet-link-button" onClick={() => setAsked(false)}>
              {say('common.cancel')}
            </button>
          </div>
        </>
      ) : (
        <button type="button" class="wallet-link-button" onClick={() => setAsked(true)}>
          {say('lock.remove')}
          <span class="govuk-visually-hidden">: {name}</span>
        </button>
      )}
    </li>
  )
}

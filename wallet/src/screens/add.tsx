import { useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ErrorSummary, Heading } from '../components/parts.tsx'
import { Fault } from '../domain/fault.ts'
import { go } from '../routes.ts'
import { faultWords, say } from '../words/words.ts'

/** Where a scanned, pasted or typed text leads. */
export async function destinationOf(wallet: Pick<Wallet, 'lookUpCode'>, text: string): Promise<string> {
  const trimmed = text.trim()
  const query = trimmed.includes('?') ? trimmed.slice(trimmed.indexOf('?')) : ''
  if (/[?&]credential_offer(_uri)?=/.test(query)) return `/offer${query}`
  if (/[?&]request_uri=/.test(query)) return `/authorize${query}`
  if (query !== '' || trimmed.includes(':')) throw new Fault('link_not_understood')
  const { clientId, requestUri } = await wallet.lookUpCode(trimmed)
  return `/authorize?${new URLSearchParams({ client_id: clientId.full, request_uri: requestUri }).toString()}`
}

export function AddScreen({ wallet }: { readonly wallet: Wallet }) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const open = async (given: string): Promise<void> => {
    if (given.trim() === '') return setError(say('add.pasteMissing'))
    try {
      go(await destinationOf(wallet, given))
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault
      setError(faultWords(fault.code).join('. '))
    }
  }
  return (
    <>
      {error === null ? null : <ErrorSummary message={error} target="given" />}
      <Heading>{say('add.title')}</Heading>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void open(text)
        }}
      >
        <div class={`govuk-form-group ${error === null ? '' : 'govuk-form-group--error'}`}>
          <label class="govuk-label govuk-label--m" for="given">
            {say('add.pasteLabel')}
          </label>
          <div id="given-hint" class="govuk-hint">
            {say('add.pasteHint')}
          </div>
          {error === null ? null : (
            <p id="given-error" class="govuk-error-message">
              {error}
            </p>
          )}
          <input class="govuk-input" id="given" type="text" autoComplete="off" autoCapitalize="characters" spellcheck={false} aria-describedby="given-hint" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </div>
        <button type="submit" class="govuk-button">
          {say('add.open')}
        </button>
      </form>
      <Scanner wallet={wallet} onFound={(found) => void open(found)} />
    </>
  )
}

function Scanner({ wallet, onFound }: { readonly wallet: Wallet; readonly onFound: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [scan, setScan] = useState<AbortController | null>(null)
  const [failed, setFailed] = useState(false)
  const start = async (): Promise<void> => {
    const controller = new AbortController()
    setScan(controller)
    setFailed(false)
    try {
      const found = video.current === null ? null : await wallet.scanQr(video.current, controller.signal)
      if (found !== null) onFound(found)
    } catch {
      setFailed(true)
    } finally {
      setScan(null)
    }
  }
  return (
    <>
      <video ref={video} class="wallet-camera" muted playsInline hidden={scan === null} aria-label={say('add.scanning')} />
      <p class="govuk-body" role="status">
        {scan === null ? '' : say('add.scanning')}
        {failed ? say('add.noCamera') : ''}
      </p>
      <button type="button" class="govuk-button govuk-button--secondary" onClick={() => (scan === null ? void start() : scan.abort())}>
        {scan === null ? say('add.scan') : say('add.stop')}
      </button>
    </>
  )
}

import { useState } from 'preact/hooks'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Wallet } from '../assemble.ts'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { RoundList } from '../components/round-list.tsx'
import { awayIn, nextIn, type Round, type Turn, type Whose } from '../domain/round.ts'
import { inLanguage, say } from '../words/words.ts'
import { useVault } from './read-again.ts'
import { useFound } from './use-found.ts'
import { useRound } from './use-round.ts'

/** For whoever has lost a device: each council stops what was on it, with or without a backup here. */
export function LostPhoneScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [freezing, setFreezing] = useState<Round | null>(null)
  const round = useRound(wallet, 'freezing', link)
  useVault(wallet, () => wallet.vault.recovery().then((recovery) => setFreezing(recovery.freezing)))
  if (round.fault !== null) return <FaultScreen fault={round.fault} retry={round.again} />
  if (freezing === null || round.isWorking) return <Waiting>{say('lost.working')}</Waiting>
  if (freezing.length === 0) return <Choosing wallet={wallet} onChosen={round.begin} />
  const away = awayIn(freezing)
  const frozen = freezing.filter(({ is }) => is === 'done').length
  const isOver = away === undefined && nextIn(freezing) === undefined
  return (
    <>
      <Heading>{say('lost.title')}</Heading>
      <p class="govuk-body">{say('lost.progress', { frozen, all: freezing.length })}</p>
      {isOver && frozen < freezing.length ? (
        <p class="govuk-body">
          <strong>{say('lost.notAll')}</strong>
        </p>
      ) : null}
      {isOver && frozen > 0 ? <p class="govuk-body">{say('lost.over')}</p> : null}
      <RoundList round={freezing} about={(turn) => <WhatWasFrozen turn={turn} />} onSkip={round.skip} onTold={round.tell} onAgain={(did) => round.goOn([did])} />
      {isOver ? (
        <div class="govuk-button-group">
          <Link to="/collect-again" class="govuk-button">
            {say('again.title')}
          </Link>
          <button type="button" class="wallet-link-button" onClick={() => void wallet.round('freezing').then((one) => one.begin([]))}>
            {say('lost.others')}
          </button>
        </div>
      ) : (
        <button type="button" class="govuk-button" onClick={() => round.goOn(away === undefined ? [] : [away.did])}>
          {say('round.goOn')}
        </button>
      )}
    </>
  )
}

const effects = { waiting: null, away: 'lost.isAway', done: 'lost.isFrozen', coming: null, failed: 'lost.isNotFrozen', skipped: 'lost.isNotFrozen', told: 'lost.isTold' } as const satisfies Record<Turn['is'], unknown>

/** What became of what one council gave; whom to telephone where nothing did. */
function WhatWasFrozen({ turn }: { readonly turn: Turn }) {
  const words = effects[turn.is]
  return words === null ? null : <p class="govuk-body">{say(words, { council: inLanguage(turn.name) })}</p>
}

/** Councils that gave something to this wallet, or to the one whose backup was restored. */
async function councilsOfMine({ everybodys: vault }: Wallet): Promise<readonly string[]> {
  return [...(await vault.credentials()), ...(await vault.recovery()).toCollect].map(({ issuer }) => issuer.did)
}

/** Which councils: those that this wallet knows of are ticked. */
function Choosing({ wallet, onChosen }: { readonly wallet: Wallet; readonly onChosen: (councils: readonly Whose[]) => void }) {
  const stage = useFound(async () => ({ all: await wallet.councils(), known: await councilsOfMine(wallet) }), '')
  if (stage.at === 'fault') return <FaultScreen fault={stage.fault} retry={stage.again} />
  if (stage.at === 'looking') return <Waiting>{say('councils.loading')}</Waiting>
  return <Choice {...stage.found} onChosen={onChosen} />
}

function Choice({ all, known, onChosen }: { readonly all: readonly ListedAuthority[]; readonly known: readonly string[]; readonly onChosen: (councils: readonly Whose[]) => void }) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(known))
  const [attempt, setAttempt] = useState(0)
  const isMissing = attempt > 0 && ticked.size === 0
  const first = `council-${all[0]?.letter ?? ''}`
  const tick = (did: string, isOn: boolean): void => setTicked(new Set(isOn ? [...ticked, did] : [...ticked].filter((one) => one !== did)))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setAttempt(attempt + 1)
    const chosen = all.filter(({ did }) => ticked.has(did))
    if (chosen.length > 0) onChosen(chosen.map(({ did, name }) => ({ did, name })))
  }
  return (
    <>
      {isMissing ? <ErrorSummary message={say('lost.missing')} target={first} attempt={attempt} /> : null}
      <Heading hasError={isMissing}>{say('lost.title')}</Heading>
      <p class="govuk-body">{say('lost.body')}</p>
      <p class="govuk-body">{say('lost.effect')}</p>
      <form onSubmit={submit} noValidate>
        <div class={`govuk-form-group ${isMissing ? 'govuk-form-group--error' : ''}`}>
          <fieldset class="govuk-fieldset" aria-describedby={isMissing ? 'lost-error' : undefined}>
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{say('lost.which')}</legend>
            {isMissing ? <ErrorMessage id="lost-error">{say('lost.missing')}</ErrorMessage> : null}
            <div class="govuk-checkboxes">
              {all.map(({ did, letter, name }) => (
                <div class="govuk-checkboxes__item" key={did}>
                  <input class="govuk-checkboxes__input" id={`council-${letter}`} type="checkbox" checked={ticked.has(did)} onChange={(event) => tick(did, event.currentTarget.checked)} />
                  <label class="govuk-label govuk-checkboxes__label" for={`council-${letter}`}>
                    {inLanguage(name)}
                  </label>
                </div>
              ))}
            </div>
          </fieldset>
        </div>
        <button type="submit" class="govuk-button govuk-button--warning">
          {say('lost.begin')}
        </button>
      </form>
    </>
  )
}

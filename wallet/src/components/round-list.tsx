import type { ComponentChildren } from 'preact'
import type { Round, Turn } from '../domain/round.ts'
import { inLanguage, roundWords, say } from '../words/words.ts'

const colours: Readonly<Record<Turn['is'], string>> = { waiting: 'grey', away: 'blue', done: 'green', coming: 'yellow', failed: 'red', skipped: 'grey', told: 'blue' }

interface RoundListProps {
  readonly round: Round
  /** What a turn is about. */
  readonly about?: (turn: Turn) => ComponentChildren
  /** Absent before the round has begun. */
  readonly onSkip?: (did: string) => void
  readonly onAgain: (did: string) => void
  /** Where a telephone does what a page should. */
  readonly onTold?: (did: string) => void
}

/** Councils that are gone through one after the other: what came of each, why, and what can be done about it. */
export const RoundList = ({ round, about, onSkip, onAgain, onTold }: RoundListProps) =>
  round.length === 0 ? null : (
    <ol class="govuk-list wallet-activity">
      {round.map((turn) => (
        <li key={turn.did}>
          <h2 class="govuk-heading-s">{inLanguage(turn.name)}</h2>
          <p class="govuk-body">
            <strong class={`govuk-tag govuk-tag--${colours[turn.is]}`}>{say(`round.${turn.is}`)}</strong>
          </p>
          {about?.(turn)}
          {turn.why === undefined ? null : <p class="govuk-body">{roundWords(turn.why)}</p>}
          <div class="wallet-actions">
            {turn.is === 'failed' || turn.is === 'skipped' || turn.is === 'told' ? <Act words={say('common.tryAgain')} turn={turn} onPress={onAgain} /> : null}
            {onSkip !== undefined && (turn.is === 'waiting' || turn.is === 'away') ? <Act words={say('round.skip')} turn={turn} onPress={onSkip} /> : null}
            {onTold !== undefined && (turn.is === 'away' || turn.is === 'failed' || turn.is === 'skipped') ? <Act words={say('round.tell')} turn={turn} onPress={onTold} /> : null}
          </div>
        </li>
      ))}
    </ol>
  )

function Act({ words, turn, onPress }: { readonly words: string; readonly turn: Turn; readonly onPress: (did: string) => void }) {
  return (
    <button type="button" class="wallet-link-button" onClick={() => onPress(turn.did)}>
      {words}
      <span class="govuk-visually-hidden">: {inLanguage(turn.name)}</span>
    </button>
  )
}

import { tag, type Raw, type TagColour } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { ApprovalState } from '../../domain/approval.ts'
import { approvalWords } from '../words/approvals/approvals.ts'

const colours: Readonly<Record<ApprovalState, TagColour>> = { waiting: 'blue', approved: 'green', refused: 'red', withdrawn: 'grey', expired: 'grey' }

export const approvalTag = (state: ApprovalState, language: Language): Raw => tag({ text: approvalWords[language].states[state], colour: colours[state], attributes: { 'data-state': state } })

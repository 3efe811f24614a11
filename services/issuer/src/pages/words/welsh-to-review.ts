import { pairsOf, type UnreviewedWelsh } from '@counterfoil/ui/words'
import { catalogueWords } from './catalogue/catalogue.ts'
import { editorWords } from './catalogue/editor.ts'
import { formEditorWords } from './catalogue/form-editor.ts'
import { formWords } from './catalogue/forms.ts'
import { typeEditorWords } from './catalogue/type-editor.ts'
import { caseloadWords } from './caseload.ts'
import { bulkWords } from './bulk.ts'
import { approvalWords } from './approvals/approvals.ts'
import { auditWords } from './audit/audit.ts'
import { choiceWords } from './choice.ts'
import { freezeWords } from './freeze.ts'
import { frameWords } from './frame.ts'
import { letterWords } from './letters.ts'
import { networkWords } from './network.ts'
import { issueWords } from './issue-one/issue.ts'
import { messageWords } from './notify/messages.ts'
import { postWords } from './notify/post.ts'
import { offerWords } from './offers.ts'
import { overviewWords } from './overview.ts'
import { peopleWords } from './people.ts'
import { printWords } from './prints.ts'
import { staffRoleWords } from './staff-roles.ts'
import { staffSessionWords } from './staff-sessions.ts'
import { askWords } from './requests/ask.ts'
import { requestWords } from './requests/requests.ts'
import { statusChangeWords } from './statuses.ts'
import { statusJobWords } from './status-jobs.ts'
import { statusLetterWords } from './status-letters.ts'
import { walletOfferWords } from './wallet-offers.ts'

/** All Welsh of the pages for staff and citizens: a machine wrote it, and a translator has still to read it. */
export const staffWelshToReview = (): UnreviewedWelsh[] => [
  ...pairsOf('staff.frame', frameWords),
  ...pairsOf('staff.overview', overviewWords),
  ...pairsOf('staff.roles', staffRoleWords),
  ...pairsOf('staff.sessions', staffSessionWords),
  ...pairsOf('staff.people', peopleWords),
  ...pairsOf('staff.offers', offerWords),
  ...pairsOf('staff.bulk', bulkWords),
  ...pairsOf('staff.wallet-offers', walletOfferWords),
  ...pairsOf('staff.letters', letterWords),
  ...pairsOf('citizen.messages', messageWords),
  ...pairsOf('staff.issue', issueWords),
  ...pairsOf('staff.post', postWords),
  ...pairsOf('staff.prints', printWords),
  ...pairsOf('staff.statuses', statusChangeWords),
  ...pairsOf('staff.caseload', caseloadWords),
  ...pairsOf('staff.status-jobs', statusJobWords),
  ...pairsOf('staff.status-letters', statusLetterWords),
  ...pairsOf('staff.network', networkWords),
  ...pairsOf('staff.approvals', approvalWords),
  ...pairsOf('staff.audit', auditWords),
  ...pairsOf('staff.requests', requestWords),
  ...pairsOf('staff.catalogue', catalogueWords),
  ...pairsOf('staff.catalogue.editor', editorWords),
  ...pairsOf('staff.catalogue.type', typeEditorWords),
  ...pairsOf('staff.forms', formWords),
  ...pairsOf('staff.forms.editor', formEditorWords),
  ...pairsOf('citizen.choice', choiceWords),
  ...pairsOf('citizen.freeze', freezeWords),
  ...pairsOf('citizen.requests', askWords),
]

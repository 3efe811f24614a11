import { websiteWelshToReview } from '@counterfoil/council-website/words/welsh-to-review'
import { words as embedWords } from '@counterfoil/embed/words/words'
import { words as exampleWords } from '@counterfoil/plain-html/words'
import { staffWelshToReview } from '@counterfoil/issuer/pages/words/welsh-to-review'
import { signInWelshToReview } from '@counterfoil/openid-provider/pages/words/sign-in'
import { leavesOf, pairsOf, welshToReview, type UnreviewedWelsh } from '@counterfoil/ui/words'
import { verifierWelshToReview } from '@counterfoil/verifier/pages/words/welsh-to-review'
import { walletWelshToReview } from '@counterfoil/wallet/words/welsh-to-review'
import { filesBelow, textOf } from '../support/source-files.ts'

interface Part {
  readonly title: string
  readonly where: string
  readonly words: readonly UnreviewedWelsh[]
}

const dataBelow = (folder: string): UnreviewedWelsh[] => filesBelow(folder, ['.json']).flatMap((path) => leavesOf(path.slice(folder.length + 1).replace(/(\/type)?\.json$/, ''), JSON.parse(textOf(path))))

/** Everything in Welsh that a person can read, by where they read it. */
export const parts: readonly Part[] = [
  { title: 'The wallet', where: 'wallet/src/words', words: walletWelshToReview() },
  { title: 'The element that fills in forms', where: 'packages/embed/src/words', words: pairsOf('embed', embedWords) },
  { title: 'Pages of every service', where: 'packages/ui/src/words', words: welshToReview() },
  { title: 'Staff pages, and letters to citizens', where: 'services/issuer/src/pages/words', words: staffWelshToReview() },
  { title: 'Credential types', where: 'packages/shared/catalogue', words: dataBelow('packages/shared/catalogue') },
  { title: 'What forms ask for, and why', where: 'packages/shared/forms', words: dataBelow('packages/shared/forms') },
  { title: 'Pages of the verifier', where: 'services/verifier/src/pages/words', words: verifierWelshToReview() },
  { title: 'Pages of the OpenID Provider', where: 'services/openid-provider/src/pages/words', words: signInWelshToReview() },
  { title: 'The small examples', where: 'examples/plain-html/src', words: pairsOf('example', exampleWords) },
  { title: 'The demonstration website', where: 'examples/council-website/src/words', words: websiteWelshToReview() },
]

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
const table = (words: readonly UnreviewedWelsh[]): string => ['| id | English | Welsh |', '| --- | --- | --- |', ...words.map(({ id, en, cy }) => `| \`${id}\` | ${cell(en)} | ${cell(cy)} |`)].join('\n')

/** docs/welsh-review.md, as the words stand now. */
export function welshReviewPage(): string {
  const count = parts.reduce((sum, { words }) => sum + words.length, 0)
  return `# Welsh that awaits a translator

A machine wrote all Welsh of this repository, and no translator has read it yet. A council must have it read before anybody relies on
it. This is the one list of it: ${count} pieces, made from the words themselves by \`npm run generate\`; a test holds that it isn't stale. What
was read and corrected leaves the list by leaving its \`welsh-to-review.ts\`. An \`…\` stands for what is filled in.

Questions for whoever reads it:

| English | as we say it | why we ask |
| --- | --- | --- |
| credential | tystysgrif (f.), tystysgrif ddigidol | "cymhwyster" reads as a qualification; is "tystysgrif" too close to a certificate on paper? |
| wallet | waled | |
| to revoke, withdrawn | dirymu (staff), wedi’i thynnu’n ôl (citizens) | two words on purpose: staff need the law's, citizens the plain one |
| to suspend | atal, atal dros dro | |
| form, fact, to share | ffurflen, ffaith, rhannu | |
| 0, 1, 2, 3, 6 and more tries | cynnig, gynnig, chynnig | six plural forms: are the mutations right? |

${parts.map(({ title, where, words }) => `## ${title}\n\nIn \`${where}\`.\n\n${table(words)}`).join('\n\n')}
`
}

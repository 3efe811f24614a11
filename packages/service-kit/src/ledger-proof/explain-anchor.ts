import { anchorNames, type AnchorName } from '../audit/anchor.ts'
import type { ChainHead } from '../audit/chained-entry.ts'
import type { DeploymentFacts } from './deployment-facts.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'

/** Explains an anchor by the whole log, or by the statement over all lists, that it is the digest of. Throws `Unexplained`. */
export async function explainAnchor(facts: Pick<DeploymentFacts, 'auditEntry' | 'listStatement'>, of: string, name: AnchorName, { number, hash }: ChainHead): Promise<ExplainedWrite> {
  const isLog = name === anchorNames.auditHead
  const known = await (isLog ? facts.auditEntry(of, number) : facts.listStatement(of, number))
  if (known !== Buffer.from(hash).toString('hex')) throw new Unexplained(`an anchor that is neither the head of a whole log nor a digest of whole lists: ${name} ${number} of ${of}`)
  return isLog
    ? { kind: 'anchor of an audit log', of, words: `anchors its log up to entry ${number}`, parts: [] }
    : { kind: 'anchor of status lists', of, words: `anchors all its status lists, for the ${number}th time`, parts: [] }
}

import { expect } from 'vitest'
import { staffOf, type Scene } from '../issuer-scene.ts'
import type { Desk } from '../staff-desk.ts'

export const revisionOf = (body: string): string => /name="revision" value="(\d+)"/.exec(body)?.[1] ?? ''

const plain = (markup: string): string => markup.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** What a browser would send of a section that nobody typed into. */
export const fieldsOf = (body: string): Record<string, string> =>
  Object.fromEntries([
    ...[...body.matchAll(/<input class="govuk-input[^"]*" id="[^"]*" name="([^"]+)"[^>]*?value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, plain(value)]),
    ...[...body.matchAll(/<input class="govuk-radios__input" [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"[^>]* checked/g)].map(([, name = '', value = '']) => [name, plain(value)]),
    ...[...body.matchAll(/<textarea [^>]*?name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g)].map(([, name = '', value = '']) => [name, plain(value)]),
  ])

/** The hands of an editor who works on drafts, wherever they lie. */
export const editorAt = (desk: Desk) => ({
  /** Opens a section, types something else into some of its fields, and presses the button. */
  save: async (draft: string, section: string, changes: Readonly<Record<string, string>>) => {
    const page = await desk.get(`${draft}/edit/${section}`)
    return desk.post(`${draft}/edit/${section}`, { revision: revisionOf(page.body), ...fieldsOf(page.body), ...changes })
  },
  saveText: async (draft: string, change: (text: string) => string) => {
    const page = await desk.get(`${draft}/edit/json`)
    return desk.post(`${draft}/edit/json`, { revision: revisionOf(page.body), text: change(fieldsOf(page.body)['text'] ?? '').replaceAll('\n', '\r\n') })
  },
  /** Where the page has no button, it is sent all the same. */
  ask: async (draft: string) => desk.post(`${draft}/ask`, { revision: revisionOf((await desk.get(draft)).body) || revisionOf((await desk.get(`${draft}/edit/json`)).body) }),
})

/** Somebody else looks at what waits, and lets it go. */
export async function approveWaiting(scene: Scene, approver: Desk): Promise<string> {
  const [waiting] = (await scene.issuer.approvals.queue(staffOf('aldermoor:approver'))).toDecide
  const { approval, described } = waiting ?? expect.fail('nothing waits')
  const looked = await approver.get(described?.link ?? '')
  expect(looked.statusCode).toBe(200)
  const decided = await scene.issuer.approvals.decide(staffOf('aldermoor:approver'), approval.id, { decision: 'approve', reason: 'checked', contentHash: approval.contentHash })
  expect(decided.outcome).toBe('decided')
  await scene.issuer.publish()
  return looked.body
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newNumber, numbers, numberTries } from '@counterfoil/verifier/domain/other-device'
import { answerWell, fetchRequest, formServer, openResult, sampleClaims, type Started } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())
afterEach(() => {
  world.switches.clockShift = 0
})

const form = () => formServer(world, 'brackenfield')
const anotherThan = (number: string): string => String((Number(number) + 1) % numbers).padStart(3, '0')

/** A citizen opens what is shown and shares; the number that their wallet shows then. */
async function shared(started: Started): Promise<string> {
  const answer = await answerWell(world, await fetchRequest(started))
  const { counterfoil_number: number, redirect_uri: page } = (await answer.json()) as { counterfoil_number: string; redirect_uri: string }
  expect([answer.status, page]).toEqual([200, `${world.verifierUrl}/brackenfield/numbers/${number}`])
  return number
}

const numberFor = (value: number): string => String(value % numbers).padStart(3, '0')
const said = async (response: Response) => [response.status, ((await response.json()) as { code?: string }).code]

describe('a form that is answered from another device', () => {
  it('gets the result by the number that the wallet shows, and by nothing else', async () => {
    const started = await form().start()
    const number = await shared(started)
    for (const body of [{}, { response_code: number }]) expect(await said(await form().result(started, body))).toEqual([400, 'response_code_wrong'])
    for (const odd of ['', '4', '47', '4711', ' 471', 'abc', '٤٧١', 471, null]) expect((await form().result(started, { number: odd })).status).toBe(400)
    expect(await said(await form().result(started, { number: anotherThan(number) }))).toEqual([400, 'number_wrong'])
    expect((await openResult(await form().result(started, { number }), started)).fields).toMatchObject({ first_name: sampleClaims.given_name })
    expect(await said(await form().result(started, { number }))).toEqual([404, 'not_found'])
  })

  it('loses it at the second wrong number, however many come at once, and the right one is too late', async () => {
    const started = await form().start()
    const number = await shared(started)
    const wrong = anotherThan(number)
    const answers = await Promise.all(Array.from({ length: 10 }, async () => (await said(await form().result(started, { number: wrong })))[1]))
    expect(answers.filter((code) => code === 'number_wrong')).toHaveLength(2)
    expect(await said(await form().result(started, { number }))).toEqual([404, 'not_found'])
    expect((await form().status(started)).status).toBe('expired')
  })

  it('is opened within two minutes or never, by its link and by its code alike', async () => {
    const started = await form().start()
    expect(Date.parse(started.expires_at) - Date.now()).toBeLessThanOrEqual(121_000)
    const byCode = () => fetch(`${world.verifierUrl}/brackenfield/codes/${started.code ?? ''}`)
    expect((await byCode()).status).toBe(200)
    world.switches.clockShift = 121
    expect([(await byCode()).status, (await fetch(started.request_uri)).status, (await form().status(started)).status]).toEqual([404, 404, 'expired'])
  })

  it('is opened once: whoever comes a minute later with the same code finds nothing, and who opened it has time to read', async () => {
    const started = await form().start()
    const request = await fetchRequest(started)
    expect(request['counterfoil_other_device']).toBe(true)
    world.switches.clockShift = 90
    expect([(await fetch(started.request_uri)).status, (await fetch(`${world.verifierUrl}/brackenfield/codes/${started.code ?? ''}`)).status]).toEqual([404, 404])
    world.switches.clockShift = 600
    expect((await answerWell(world, request, {}, 600)).status).toBe(200)
  })

  it('is told to whoever has another wallet by a page, in both languages', async () => {
    const page = await fetch(`${world.verifierUrl}/brackenfield/numbers/007`)
    const body = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    for (const text of ['007', 'Type it on the form that is open in front of you', 'Teipiwch ef ar y ffurflen sydd ar agor o’ch blaen']) expect(body).toContain(text)
    for (const path of ['brackenfield/numbers/7', 'brackenfield/numbers/07', 'brackenfield/numbers/0007', 'brackenfield/numbers/%3Cb%3E', 'nowhere/numbers/007']) expect((await fetch(`${world.verifierUrl}/${path}`)).status).toBe(404)
  })
})

describe('a swindler who has victims open codes of a form of their own', () => {
  it('has the results of those alone whose number is guessed: of a hundred, hardly ever one', async () => {
    let guessed = 0
    for (let victim = 0; victim < 100; victim += 1) {
      const started = await form().start()
      const number = await shared(started)
      // Two numbers that are always others: the best that a swindler can do who knows none of them.
      const guesses = [numberFor(victim), numberFor(victim + 500)]
      const answers = []
      for (const body of [{}, ...guesses.map((guess) => ({ number: guess })), { number }]) answers.push((await form().result(started, body)).ok)
      const isRight = guesses.includes(number)
      // The right one comes too late, and nothing else gets the result than a guess that was right.
      expect(answers.filter(Boolean)).toHaveLength(isRight ? 1 : 0)
      if (isRight) guessed += 1
    }
    const odds = numberTries / numbers
    console.info(`A swindler who guesses blindly has ${guessed} results of 100 relayed codes; ${(100 * odds).toFixed(1)} are to be expected.`)
    expect(odds).toBeLessThanOrEqual(0.002)
    // Five or more come about once in half a million runs.
    expect(guessed).toBeLessThan(5)
  })

  it('finds no number that is likelier than another', () => {
    // Every pair of bytes once, but those that would favour the low numbers.
    const counts = new Map<string, number>()
    for (let pair = 0; pair < 65_000; pair += 1) {
      const random = { bytes: () => new Uint8Array([pair >> 8, pair & 255]) } as unknown as Parameters<typeof newNumber>[0]
      const number = newNumber(random)
      counts.set(number, (counts.get(number) ?? 0) + 1)
    }
    expect([counts.size, new Set(counts.values())]).toEqual([numbers, new Set([65])])
  })

  it('has none of codes that are older than two minutes: nothing opens them', async () => {
    const old = await Promise.all(Array.from({ length: 20 }, () => form().start()))
    world.switches.clockShift = 121
    const opened = await Promise.all(old.map(async ({ request_uri: uri }) => (await fetch(uri)).status))
    expect(new Set(opened)).toEqual(new Set([404]))
  })
})

import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectCheckedIn } from '../support/checked-in.ts'
import { openEdges, type Edge } from './open-services.ts'

interface Operation {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, unknown>>[]
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly tags: readonly { readonly name: string }[]
  readonly components: { readonly securitySchemes: object; readonly schemas: object }
}

let edges: readonly Edge[]
beforeAll(async () => {
  edges = await openEdges()
})
afterAll(() => Promise.all(edges.map((edge) => edge.close())))

describe.each(['issuer', 'verifier', 'registrar'])('the description of the %s', (name) => {
  let description: Description
  beforeAll(async () => {
    description = (await edges.find((edge) => edge.name === name)?.app.inject({ method: 'GET', url: '/docs/json' }))?.json<Description>() as Description
  })

  it('is the one that is checked in', () => {
    expectCheckedIn(`docs/api/${name}.json`, `${JSON.stringify(description, null, 2)}\n`)
  })

  it('is valid OpenAPI 3.1', async () => {
    expect(await new Validator().validate(JSON.parse(JSON.stringify(description)) as Record<string, unknown>)).toMatchObject({ valid: true })
  })

  it('gives each operation a name of its own, a tag and known credentials', () => {
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    expect([ids.includes(undefined), new Set(ids).size]).toEqual([false, ids.length])
    for (const { operationId, tags = [], security = [] } of operations) {
      expect(description.tags.map((tag) => tag.name), operationId).toEqual(expect.arrayContaining([...tags]))
      expect(tags.length, operationId).toBe(1)
      for (const scheme of security.flatMap(Object.keys)) expect(description.components.securitySchemes).toHaveProperty(scheme)
    }
  })

  it('names no machine, no port and no person', () => {
    expect(JSON.stringify(description)).not.toMatch(/localhost|127\.0\.0\.1|https?:\/\/[^"]*:\d/)
  })
})

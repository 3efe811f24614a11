import { preferredType } from '@counterfoil/service-kit/http/negotiate'
import { describe, expect, it } from 'vitest'

describe('the media type of an answer', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/html', 'application/json'],
    ['application/jwt', 'application/jwt'],
    ['Application/JWT', 'application/jwt'],
    ['application/json, application/jwt', 'application/json'],
    ['application/jwt, application/json', 'application/jwt'],
    ['application/json;q=0.5, application/jwt', 'application/jwt'],
    ['application/jwt;q=0.1, application/json;q=0.2', 'application/json'],
    ['application/jwt;q=0', 'application/json'],
    ['application/jwt;q=x', 'application/json'],
    ['application/jwt;v=1;q=0.3, */*;q=0.9', 'application/jwt'],
    [',;,q=1,;;;', 'application/json'],
  ])('for "%s" is %s', (accept, type) => {
    expect(preferredType(accept, ['application/json', 'application/jwt'])).toBe(type)
  })
})

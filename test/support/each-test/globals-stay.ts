import { afterAll, expect } from 'vitest'
import { changedGlobals, lookAtGlobals } from '../globals.ts'

const before = lookAtGlobals()
afterAll(() => expect(changedGlobals(before, lookAtGlobals()), 'INV-19: globals that this file changed').toEqual([]))

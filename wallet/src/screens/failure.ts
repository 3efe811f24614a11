import { Fault } from '../domain/fault.ts'

/** Any failure as a fault: what nobody foresaw is told, too, and no screen waits for ever. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  reportError(error)
  return new Fault('unexpected', { cause: error })
}

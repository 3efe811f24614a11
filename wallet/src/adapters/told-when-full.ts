import { Fault } from '../domain/fault.ts'

/** A write to the browser's storage; throws a Fault `storage_full` where there is no room for it. */
export async function toldWhenFull<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (cause) {
    throw cause instanceof DOMException && cause.name === 'QuotaExceededError' ? new Fault('storage_full', { cause }) : cause
  }
}

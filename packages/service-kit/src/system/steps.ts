import { channel } from 'node:diagnostics_channel'

const steps = channel('counterfoil.step')

/** Tells whoever listens in this process that a step of a protocol was done; tests stop the process there. */
export function step(name: string): void {
  if (steps.hasSubscribers) steps.publish({ name })
}

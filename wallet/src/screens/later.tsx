import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Fault } from '../domain/fault.ts'
import { part } from '../parts.ts'

/** A screen that few come to: it is loaded when it is first opened, and not with the first of all. */
export function later<Props extends object>(loads: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const load = part(loads)
  return function Later(props) {
    const [Screen, setScreen] = useState<ComponentType<Props> | null>(null)
    const [fault, setFault] = useState<Fault | null>(null)
    const look = (): void => {
      setFault(null)
      load().then(
        (loaded) => setScreen(() => loaded),
        (cause: unknown) => setFault(new Fault('part_missing', { cause })),
      )
    }
    useEffect(look, [])
    if (fault !== null) return <FaultScreen fault={fault} retry={look} />
    return Screen === null ? null : <Screen {...props} />
  }
}

import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Fault } from '../domain/fault.ts'

/** A screen that few come to: it is loaded when it is first opened, and not with the first of all. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return function Later(props) {
    const [Screen, setScreen] = useState<ComponentType<Props> | null>(null)
    const [fault, setFault] = useState<Fault | null>(null)
    const look = (): void => {
      setFault(null)
      load().then(
        (loaded) => setScreen(() => loaded),
        (cause: unknown) => setFault(new Fault('not_reachable', { cause })),
      )
    }
    useEffect(look, [])
    if (fault !== null) return <FaultScreen fault={fault} retry={look} />
    return Screen === null ? null : <Screen {...props} />
  }
}

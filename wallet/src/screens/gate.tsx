import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Header, Main } from '../components/header.tsx'
import type { Fault } from '../domain/fault.ts'
import type { VaultLock } from '../domain/vault-lock.ts'
import { loadNewest } from '../newer-version.ts'
import { App } from './app.tsx'
import { faultOf } from './failure.ts'
import { useIdleLock } from './idle.ts'
import { UnlockScreen } from './unlock.tsx'
import { useLock } from './use-lock.ts'

interface GateProps {
  readonly lock: VaultLock
  /** Gets the wallet going, once it is open. */
  readonly start: () => Promise<Wallet>
  /** What stands below the header of every screen. */
  readonly children?: ComponentChildren
}

/** The wallet while it is open, and the way in while it is locked: then nothing of it is on the page. */
export function Gate({ lock, start, children }: GateProps) {
  const isOpen = useLock(lock)
  const [wallet, setWallet] = useState<Wallet | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  useEffect(() => {
    if (isOpen && wallet === null) start().then(setWallet, (error: unknown) => setFault(faultOf(error)))
  }, [isOpen])
  useIdleLock(lock)
  if (isOpen && wallet !== null) return <App wallet={wallet}>{children}</App>
  return (
    <>
      <Header />
      {children}
      <Main>{fault !== null ? <FaultScreen fault={fault} retry={() => void loadNewest()} /> : isOpen ? null : <UnlockScreen lock={lock} />}</Main>
    </>
  )
}

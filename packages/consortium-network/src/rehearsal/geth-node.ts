import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { enodeOf, type NetworkNode } from '../network-node.ts'

export interface GethNodeOptions {
  readonly geth: string
  readonly folder: string
  readonly node: NetworkNode
  readonly privateKey: string
  readonly rpcPort: number
  readonly chainId: number
  readonly genesisFile: string
  readonly others: readonly NetworkNode[]
}

/** A geth on this machine that can be stopped and started again. */
export interface GethNode {
  readonly id: string
  readonly rpcUrl: string
  start(): void
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Sets a node's folder up: its first block, its key to seal with, whom to call. */
export function openGethNode(options: GethNodeOptions): GethNode {
  const { geth, folder, node, rpcPort, chainId } = options
  const dataDir = join(folder, node.id)
  const [keyFile, passwordFile, configFile] = ['nodekey', 'password', 'config.toml'].map((name) => join(dataDir, name)) as [string, string, string]
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(keyFile, options.privateKey.slice(2), { mode: 0o600 })
  // It protects nothing: key and password lie side by side. geth seals by no other way.
  writeFileSync(passwordFile, 'rehearsal', { mode: 0o600 })
  writeFileSync(configFile, `[Node.P2P]\nStaticNodes = ${JSON.stringify(options.others.map(enodeOf))}\nTrustedNodes = ${JSON.stringify(options.others.map(enodeOf))}\n`)
  execFileSync(geth, ['--datadir', dataDir, 'init', options.genesisFile], { stdio: 'pipe' })
  execFileSync(geth, ['--datadir', dataDir, 'account', 'import', '--lightkdf', '--password', passwordFile, keyFile], { stdio: 'pipe' })
  rmSync(join(dataDir, 'geth.ipc'), { force: true })
  const log = openSync(join(dataDir, 'geth.log'), 'a')
  let child: ChildProcess | null = null
  return {
    id: node.id,
    rpcUrl: `http://127.0.0.1:${rpcPort}`,
    start: () => {
      const own = ['--config', configFile, '--datadir', dataDir, '--networkid', `${chainId}`, '--nodekey', keyFile]
      const peers = ['--port', `${node.port}`, '--nodiscover', '--nat', 'none', '--netrestrict', '127.0.0.0/8', '--ipcdisable']
      const chain = ['--syncmode', 'full', '--gcmode', 'archive', '--cache', '32', '--verbosity', '2']
      const rpc = ['--http', '--http.addr', '127.0.0.1', '--http.port', `${rpcPort}`, '--http.api', 'eth,net,clique', '--http.corsdomain', '*', '--authrpc.port', `${rpcPort + 50}`]
      const sealing = ['--mine', '--miner.etherbase', node.address, '--unlock', node.address, '--password', passwordFile, '--allow-insecure-unlock']
      child = spawn(geth, [...own, ...peers, ...chain, ...rpc, ...sealing], { stdio: ['ignore', log, log] })
    },
    stop: async (signal = 'SIGTERM') => {
      const running = child
      child = null
      if (running === null || running.exitCode !== null) return
      const ended = new Promise((resolve) => running.once('exit', resolve))
      running.kill(signal)
      await ended
    },
  }
}

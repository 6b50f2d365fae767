// The binary's other commands: what they print and how they end.
import { spawn } from 'node:child_process'
import { freshDatabase } from './database.js'

const environments = new Map()

/** What names the database of a data directory; a new one when the directory has none yet. */
export function environmentOf(data) {
  if (!environments.has(data)) environments.set(data, freshDatabase())
  return environments.get(data)
}

/** Runs `webchats …` to its end; `input` goes to its standard input. */
export function command(args, { input } = {}) {
  const data = args[args.indexOf('--data') + 1]
  return run(process.env.WEBCHATS_BIN, args, { input, env: { ...process.env, ...environmentOf(data) } })
}

/** Runs any program to its end. */
export function run(program, args, { input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', ...options })
    const parts = { stdout: [], stderr: [] }
    for (const stream of ['stdout', 'stderr']) child[stream].on('data', (part) => parts[stream].push(part))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code: code ?? signal, stdout: Buffer.concat(parts.stdout).toString(), stderr: Buffer.concat(parts.stderr).toString() })
    })
    child.stdin.on('error', () => {}) // it ended before it read everything
    child.stdin.end(input)
  })
}

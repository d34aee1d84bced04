// @ts-check
/** A real studio in a process and in folders of its own. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const ROOT = resolve(import.meta.dirname, '../..')
const PYTHON = join(ROOT, '.venv/bin/python')
export const RESULTS = join(ROOT, 'test-results')

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => done(port))
    })
  })

export class Studio {
  folder = mkdtempSync(join(tmpdir(), 'studio-'))
  port = 0

  get url() {
    return `http://127.0.0.1:${this.port}`
  }

  /** @param {Record<string, string>} [settings] of AUDIO_STUDIO_*, in lower case */
  constructor(settings = {}) {
    const places = { uploads: join(this.folder, 'in'), outputs: join(this.folder, 'out'), models: join(ROOT, 'audio_models'), demo: 'false' }
    const named = Object.entries({ ...places, ...settings }).map(([name, value]) => [`AUDIO_STUDIO_${name.toUpperCase()}`, value])
    /** @type {Record<string, string>} */
    this.headers = settings.token ? { Authorization: `Bearer ${settings.token}` } : {}
    this.env = { ...process.env, ...Object.fromEntries(named), FAULTS: join(this.folder, 'faults') }
  }

  async start() {
    this.port ||= await freePort()
    const log = openSync(join(this.folder, 'server.log'), 'a')
    const program = [join(ROOT, 'tests/faulty_studio.py'), 'serve', '--port', String(this.port)]
    this.process = spawn(PYTHON, program, { cwd: ROOT, env: this.env, stdio: ['ignore', log, log] })
    for (let tries = 0; tries < 600; tries += 1) {
      if (this.process.exitCode !== null) break
      const answer = await fetch(`${this.url}/health`, { headers: this.headers }).catch(() => null)
      if (answer?.ok) return this
      await sleep(100)
    }
    throw new Error(`the studio did not start:\n${readFileSync(join(this.folder, 'server.log'))}`)
  }

  /** @param {NodeJS.Signals} [signal] */
  async stop(signal = 'SIGINT') {
    const running = this.process
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise((done) => running.once('exit', done))
    running.kill(signal)
    await gone
  }

  async end() {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** These segments fail from now on. @param {number[]} segments */
  fail(segments) {
    writeFileSync(join(this.folder, 'faults'), segments.join('\n'))
  }

  /** A seeded song as a file, with a picture where it has a title. @param {string} name @param {number} seconds @param {number} [seed] @param {string[]} tags title and artist */
  async song(name, seconds, seed = 3, ...tags) {
    const path = join(this.folder, name)
    await promisify(execFile)(PYTHON, [join(ROOT, 'tests/made_song.py'), path, String(seconds), String(seed), ...tags], { cwd: join(ROOT, 'tests') })
    return path
  }

  /** Files of trained voices, and the content encoder they stand on. @param {string} folder */
  async trainedVoices(folder) {
    await promisify(execFile)(PYTHON, [join(ROOT, 'tests/made_voices.py'), folder], { cwd: join(ROOT, 'tests') })
    return folder
  }

  /** @param {string} path @param {RequestInit} [options] */
  async api(path, options) {
    const answer = await fetch(`${this.url}${path}`, { ...options, headers: { ...this.headers, ...options?.headers } })
    const body = await answer.json()
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body)}`)
    return body
  }

  /** @param {string} path @param {unknown} [body] */
  post(path, body) {
    return this.api(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) })
  }

  /** @param {string} path */
  async upload(path) {
    const form = new FormData()
    form.append('file', new Blob([readFileSync(path)]), basename(path))
    return this.api('/upload', { method: 'POST', body: form })
  }

  /** @param {string} file_id @param {Record<string, unknown>} [request] @returns {Promise<string>} */
  async job(file_id, request = {}) {
    return (await this.post('/jobs/start', { file_id, profile: 'fast', consent: { voice_rights: 'own' }, ...request })).job_id
  }

  /** Until it has ended. @param {string} job */
  async ended(job) {
    for (;;) {
      const now = await this.api(`/jobs/${job}/progress?wait=20`)
      if (now.terminal) return now
    }
  }
}

mkdirSync(RESULTS, { recursive: true })

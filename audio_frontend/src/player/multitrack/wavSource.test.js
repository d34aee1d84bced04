// @ts-check
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openWav } from './wavSource.js'

/** @typedef {{code?: number, bits: number, rate?: number, extensible?: boolean, before?: number, rf64?: boolean, open?: boolean}} Kind */

const FRAMES = 1000
/** Left rises, right falls. @param {number} frame @param {number} channel */
const value = (frame, channel) => (channel ? -1 : 1) * (frame / FRAMES) * 0.9

/** @param {Kind} kind */
function wav({ code = 1, bits, rate = 44_100, extensible, before = 0, rf64, open }) {
  const width = bits / 8
  const data = FRAMES * 2 * width
  const fmt = extensible ? 40 : 16
  const head = 12 + (rf64 ? 36 : 0) + 8 + fmt + (before ? 8 + before + (before % 2) : 0) + 8
  const view = new DataView(new ArrayBuffer(head + data))
  let at = 0
  const text = (/** @type {string} */ word) => [...word].forEach((letter) => view.setUint8(at++, letter.charCodeAt(0)))
  const u32 = (/** @type {number} */ number) => (view.setUint32(at, number, true), (at += 4))
  const u16 = (/** @type {number} */ number) => (view.setUint16(at, number, true), (at += 2))
  text(rf64 ? 'RF64' : 'RIFF'), u32(rf64 ? 0xffffffff : head + data - 8), text('WAVE')
  if (rf64) {
    text('ds64'), u32(28)
    for (const size of [head + data - 8, data, FRAMES]) (view.setBigUint64(at, BigInt(size), true), (at += 8))
    u32(0)
  }
  if (before) (text('LIST'), u32(before), (at += before + (before % 2)))
  text('fmt '), u32(fmt), u16(extensible ? 0xfffe : code), u16(2), u32(rate), u32(rate * 2 * width), u16(2 * width), u16(bits)
  if (extensible) (u16(22), u16(bits), u32(3), u16(code), (at += 14))
  text('data'), u32(rf64 || open ? 0xffffffff : data)
  for (let frame = 0; frame < FRAMES; frame++) {
    for (const channel of [0, 1]) {
      const sample = value(frame, channel)
      if (code === 3) view.setFloat32(at, sample, true)
      else if (bits === 16) view.setInt16(at, Math.round(sample * 32_768), true)
      else {
        const whole = Math.round(sample * 8_388_608)
        view.setUint16(at, whole & 0xffff, true)
        view.setInt8(at + 2, whole >> 16)
      }
      at += width
    }
  }
  return new Uint8Array(view.buffer)
}

/** A server that knows ranges. @param {Uint8Array<ArrayBuffer>} file */
function serve(file, etag = '"one"') {
  const served = { file, etag, asked: /** @type {string[]} */ ([]) }
  vi.stubGlobal('fetch', async (/** @type {string} */ _url, /** @type {{headers: Record<string, string>}} */ { headers }) => {
    served.asked.push(headers.Range)
    if (headers['If-Range'] && headers['If-Range'] !== served.etag) return new Response(served.file, { status: 200 })
    const [, from, to] = /** @type {RegExpExecArray} */ (/bytes=(\d+)-(\d+)/.exec(headers.Range))
    const end = Math.min(Number(to) + 1, served.file.length)
    return new Response(served.file.slice(Number(from), end), { status: 206, headers: { etag: served.etag, 'content-range': `bytes ${from}-${end - 1}/${served.file.length}` } })
  })
  return served
}

afterEach(() => vi.unstubAllGlobals())

describe.each(/** @type {[string, Kind, number][]} */ ([
  ['16 bits', { bits: 16 }, 1 / 32_768],
  ['24 bits', { bits: 24 }, 1 / 8_388_608],
  ['24 bits, extensible', { bits: 24, extensible: true }, 1 / 8_388_608],
  ['floating point', { bits: 32, code: 3 }, 1e-6],
  ['floating point, extensible', { bits: 32, code: 3, extensible: true }, 1e-6],
  ['RF64', { bits: 16, rf64: true }, 1 / 32_768],
  ['a file whose length was not known when it was begun', { bits: 16, open: true }, 1 / 32_768],
  ['tags before the sound', { bits: 16, before: 77 }, 1 / 32_768],
  ['a picture before the sound, larger than the first part', { bits: 16, before: 200_001 }, 1 / 32_768],
]))('a WAV of %s', (_name, kind, step) => {
  it('gives the frames that are asked for, each channel apart', async () => {
    serve(wav(kind))
    const source = await openWav('/song.wav')
    expect(source.format).toMatchObject({ sampleRate: 44_100, channels: 2, frames: FRAMES })
    const [left, right] = await source.read(400, 50)
    expect(left.length).toBe(50)
    for (const at of [0, 25, 49]) {
      expect(Math.abs(left[at] - value(400 + at, 0))).toBeLessThanOrEqual(step)
      expect(Math.abs(right[at] - value(400 + at, 1))).toBeLessThanOrEqual(step)
    }
  })
})

it('asks for no more than it was asked for, and ends where the sound ends', async () => {
  const server = serve(wav({ bits: 16 }))
  const source = await openWav('/song.wav')
  const [left] = await source.read(990, 50)
  expect(left.length).toBe(10)
  expect(server.asked.at(-1)).toBe(`bytes=${44 + 990 * 4}-${44 + 1000 * 4 - 1}`)
})

it('asks for nothing behind the end: a track may end before the others', async () => {
  const server = serve(wav({ bits: 16 }))
  const source = await openWav('/song.wav')
  const asked = server.asked.length
  expect((await source.read(FRAMES, 50)).map((channel) => channel.length)).toEqual([0, 0])
  expect(server.asked).toHaveLength(asked)
})

it('notices that the file was made anew', async () => {
  const server = serve(wav({ bits: 16 }))
  const source = await openWav('/song.wav')
  server.etag = '"two"'
  await expect(source.read(0, 10)).rejects.toMatchObject({ code: 'changed' })
})

it('tells the reason of the studio when there is no file', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ code: 'not_ready', title: 'Not ready', detail: 'This job is at work again.', remedy: 'Wait.' }, { status: 409 }))
  await expect(openWav('/song.wav')).rejects.toMatchObject({ code: 'not_ready', detail: 'This job is at work again.', status: 409 })
})

it('says that the studio does not answer', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(openWav('/song.wav')).rejects.toMatchObject({ code: 'unreachable' })
})

it.each([['an MP3', new Uint8Array(500).fill(7)], ['8 bits', wav({ bits: 16 }).map((byte, at) => (at === 34 ? 8 : byte))]])('refuses %s', async (_name, file) => {
  serve(new Uint8Array(file))
  await expect(openWav('/song.wav')).rejects.toMatchObject({ code: 'not_a_wav' })
})

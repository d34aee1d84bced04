// @ts-check
/** A WAV of any length behind HTTP Range: the header once, then only the frames that are asked for. */
import { ProblemError, UNREACHABLE } from '@/lib/api.js'
import { t } from '@/lib/strings/index.js'

/**
 * @typedef {'pcm' | 'float'} Coding
 * @typedef {{sampleRate: number, channels: number, bits: 16 | 24 | 32, coding: Coding, frames: number, dataStart: number}} WavFormat
 * @typedef {{format: WavFormat, read: (start: number, frames: number, signal?: AbortSignal) => Promise<Float32Array<ArrayBuffer>[]>}} WavSource
 */

const HEAD_BYTES = 65_536
const UNKNOWN = 0xffffffff
const EXTENSIBLE = 0xfffe

/** @param {DataView} view @param {number} at */
const name = (view, at) => String.fromCharCode(...[0, 1, 2, 3].map((next) => view.getUint8(at + next)))

const notSound = () => new ProblemError({ code: 'not_a_wav', title: t.multitrack.unreadable, detail: t.multitrack.unreadableDetail, remedy: t.multitrack.unreadableRemedy })

/**
 * Walk the chunks. `fetch` gives bytes from an offset; a chunk may lie beyond the first ones.
 * @param {(start: number, length: number) => Promise<{bytes: ArrayBuffer, total: number}>} fetch
 * @returns {Promise<WavFormat>}
 */
async function parseHeader(fetch) {
  let { bytes, total } = await fetch(0, HEAD_BYTES)
  let base = 0 // of `bytes` in the file
  let view = new DataView(bytes)
  if (view.byteLength < 12 || !['RIFF', 'RF64'].includes(name(view, 0)) || name(view, 8) !== 'WAVE') throw notSound()
  /** @type {Pick<WavFormat, 'sampleRate' | 'channels' | 'bits' | 'coding'> | null} */
  let format = null
  let long = 0 // the size of `data` that RF64 keeps elsewhere
  for (let at = 12; at + 8 <= total; ) {
    if (at + 8 + 40 > base + view.byteLength && base + view.byteLength < total) {
      ;({ bytes, total } = await fetch(at, HEAD_BYTES))
      base = at
      view = new DataView(bytes)
    }
    const offset = at - base
    if (offset + 8 > view.byteLength) throw notSound()
    const kind = name(view, offset)
    const size = view.getUint32(offset + 4, true)
    if (kind === 'ds64') long = Number(view.getBigUint64(offset + 16, true))
    if (kind === 'fmt ') format = parseFormat(view, offset + 8, size)
    if (kind === 'data') {
      if (!format) throw notSound()
      const dataStart = at + 8
      const left = total - dataStart
      const bytesOfSound = size === UNKNOWN ? long || left : size
      return { ...format, dataStart, frames: Math.floor(Math.min(bytesOfSound || left, left) / ((format.channels * format.bits) / 8)) }
    }
    at += 8 + size + (size % 2) // chunks begin at even bytes
  }
  throw notSound()
}

/** @param {DataView} view @param {number} at @param {number} size */
function parseFormat(view, at, size) {
  if (size < 16 || at + Math.min(size, 26) > view.byteLength) throw notSound()
  const formatTag = view.getUint16(at, true)
  const code = formatTag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : formatTag
  const bits = view.getUint16(at + 14, true)
  const fits = (code === 1 && (bits === 16 || bits === 24)) || (code === 3 && bits === 32)
  const channels = view.getUint16(at + 2, true)
  if (!fits || channels < 1) throw notSound()
  return { channels, sampleRate: view.getUint32(at + 4, true), bits: /** @type {16 | 24 | 32} */ (bits), coding: /** @type {Coding} */ (code === 1 ? 'pcm' : 'float') }
}

/** Interleaved bytes → one Float32Array per channel, −1 to 1. @param {ArrayBuffer} bytes @param {Pick<WavFormat, 'channels' | 'bits'>} format */
export function decode(bytes, { channels, bits }) {
  const width = bits / 8
  const frames = Math.floor(bytes.byteLength / (width * channels))
  const view = new DataView(bytes)
  const tracks = Array.from({ length: channels }, () => new Float32Array(frames))
  const sample = {
    16: (/** @type {number} */ at) => view.getInt16(at, true) / 32_768,
    24: (/** @type {number} */ at) => ((view.getUint16(at, true) << 8) | (view.getInt8(at + 2) << 24)) / 2_147_483_648,
    32: (/** @type {number} */ at) => view.getFloat32(at, true),
  }[bits]
  for (let channel = 0; channel < channels; channel++) {
    const track = tracks[channel]
    for (let frame = 0, at = channel * width; frame < frames; frame++, at += width * channels) track[frame] = sample(at)
  }
  return tracks
}

/**
 * Read the header; the studio makes the file now if it was never asked for, which may take seconds.
 * @param {string} url @param {AbortSignal} [signal] @returns {Promise<WavSource>}
 */
export async function openWav(url, signal) {
  let etag = ''
  /** @param {number} start @param {number} length @param {AbortSignal} [stop] */
  const range = async (start, length, stop) => {
    const response = await fetch(url, { signal: stop, cache: 'no-store', headers: { Range: `bytes=${start}-${start + length - 1}`, ...(etag && { 'If-Range': etag }) } }).catch((error) => {
      if (error.name === 'AbortError') throw error
      throw new ProblemError({ code: UNREACHABLE, title: t.problem.unreachable.title, detail: t.multitrack.unreachable, remedy: t.multitrack.unreachableRemedy })
    })
    if (response.status !== 206) throw await refusal(response, Boolean(etag))
    etag ||= response.headers.get('etag') ?? ''
    return { bytes: await response.arrayBuffer(), total: Number(response.headers.get('content-range')?.split('/')[1]) }
  }
  const format = await parseHeader((start, length) => range(start, length, signal))
  const frameBytes = (format.channels * format.bits) / 8
  return {
    format,
    async read(start, frames, stop) {
      const count = Math.min(frames, format.frames - start)
      if (count <= 0) return decode(new ArrayBuffer(0), format) // a track that ends before the others: there is no such range
      const { bytes } = await range(format.dataStart + start * frameBytes, count * frameBytes, stop)
      return decode(bytes, format)
    },
  }
}

/** Why no part of the file came. @param {Response} response @param {boolean} opened */
async function refusal(response, opened) {
  if (response.ok) {
    await response.body?.cancel()
    return opened ? new ProblemError({ code: 'changed', title: t.multitrack.changed, detail: t.multitrack.changedDetail, remedy: '' }) : notSound()
  }
  const payload = await response.json().catch(() => null)
  const plain = { code: 'unexpected', title: t.multitrack.unreadable, detail: t.problem.status(response.status), remedy: t.multitrack.unreadableRemedy }
  return new ProblemError({ ...plain, ...(payload && typeof payload === 'object' && 'detail' in payload ? payload : {}), status: response.status })
}

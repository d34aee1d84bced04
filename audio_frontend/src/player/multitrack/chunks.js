// @ts-check
/** A few seconds of each track, fetched ahead of the play head; what lies behind is forgotten. */

/** @typedef {import('./wavSource.js').WavSource} WavSource */
/** @typedef {Float32Array<ArrayBuffer>[]} Chunk */

const AT_ONCE = 4 // a browser opens six connections to one studio; the page needs some itself
const TRIES = 3

/** @param {{chunk: number, onArrival: () => void, onFailure: (error: unknown) => void}} options */
export function createChunks({ chunk, onArrival, onFailure }) {
  /** @type {Map<string, Chunk>} */
  const kept = new Map()
  /** @type {Map<string, AbortController>} */
  const underWay = new Map()
  /** @type {Map<string, number>} */
  const failures = new Map()
  /** @type {ReturnType<typeof setTimeout>[]} */
  let pauses = []
  let queue = /** @type {{track: string, source: WavSource, index: number}[]} */ ([])

  const key = (/** @type {string} */ track, /** @type {number} */ index) => `${track} ${index}`

  function next() {
    for (const { track, source, index } of queue) {
      if (underWay.size >= AT_ONCE) return
      const name = key(track, index)
      if (kept.has(name) || underWay.has(name) || failures.has(name)) continue
      const control = new AbortController()
      underWay.set(name, control)
      source.read(index * chunk, chunk, control.signal).then(
        (data) => {
          if (underWay.get(name) !== control) return
          underWay.delete(name)
          kept.set(name, data)
          onArrival()
          next()
        },
        (error) => underWay.get(name) === control && (underWay.delete(name), again(name, error)),
      )
    }
  }

  /** @param {string} name @param {any} error */
  function again(name, error, tried = (failures.get(`${name} tries`) ?? 0) + 1) {
    if (tried >= TRIES || (error.status >= 400 && error.status < 500) || error.code === 'changed') return onFailure(error)
    failures.set(`${name} tries`, tried)
    failures.set(name, tried) // rests
    pauses.push(setTimeout(() => (failures.delete(name), next()), 400 * 2 ** tried))
  }

  return {
    /** @param {string} track @param {number} index */
    get: (track, index) => kept.get(key(track, index)),
    /** Fetch these, in this order, and forget all others. @param {{track: string, source: WavSource, index: number}[]} list */
    want(list) {
      queue = list
      const names = new Set(list.map(({ track, index }) => key(track, index)))
      for (const name of kept.keys()) if (!names.has(name)) kept.delete(name)
      for (const [name, control] of underWay) if (!names.has(name)) (underWay.delete(name), control.abort())
      next()
    },
    /** Failures are forgiven: the next `want` tries again. */
    forgive: () => failures.clear(),
    clear() {
      queue = []
      pauses.forEach(clearTimeout)
      pauses = []
      for (const control of underWay.values()) control.abort()
      underWay.clear()
      failures.clear()
      kept.clear()
    },
    get size() {
      return kept.size
    },
  }
}

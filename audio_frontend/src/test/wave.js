// @ts-check
/** A WaveSurfer that draws nothing and remembers what it was asked for. */
import { vi } from 'vitest'

export const waves = /** @type {any[]} */ ([])
export const live = () => waves.filter((wave) => !wave.destroyed)

const emitter = () => {
  /** @type {Record<string, ((...args: any[]) => void)[]>} */
  const heard = {}
  return {
    on: (/** @type {string} */ event, /** @type {(...args: any[]) => void} */ act) => {
      ;(heard[event] ??= []).push(act)
      return () => (heard[event] = heard[event].filter((one) => one !== act))
    },
    emit: (/** @type {string} */ event, /** @type {any[]} */ ...args) => heard[event]?.forEach((act) => act(...args)),
  }
}

export function fakeRegions() {
  const { on, emit } = emitter()
  /** @type {any[]} */
  let list = []
  const plugin = {
    on, emit,
    getRegions: () => list,
    enableDragSelection: () => () => {},
    addRegion(/** @type {any} */ options) {
      const region = {
        ...options, element: { style: {} },
        remove: () => (list = list.filter((one) => one !== region)),
        setOptions: (/** @type {object} */ change) => Object.assign(region, change),
      }
      list.push(region)
      emit('region-created', region)
      return region
    },
  }
  return plugin
}

export async function loadWave() {
  return {
    WaveSurfer: {
      create(/** @type {any} */ options) {
        const { on, emit } = emitter()
        const wrapper = document.createElement('div')
        document.createElement('div').append(wrapper)
        const wave = {
          options, on, emit, destroyed: false, time: 0,
          regions: options.plugins[0],
          getWrapper: () => wrapper, getWidth: () => 800, getScroll: () => 0,
          zoom: vi.fn(), setOptions: vi.fn(), registerPlugin: vi.fn(), unregisterPlugin: vi.fn(),
          setTime: (/** @type {number} */ time) => (wave.time = time),
          destroy: () => (wave.destroyed = true),
        }
        waves.push(wave)
        queueMicrotask(() => emit('ready'))
        return wave
      },
    },
    Regions: { create: fakeRegions }, Timeline: { create: () => ({}) }, Minimap: { create: () => ({ on() {} }) }, Hover: { create: () => ({}) },
  }
}

// @ts-check
import { useEffect, useImperativeHandle, useRef } from 'react'
import { usePlaying } from '../useTransport.js'

/** @typedef {import('./useWaveform.js').Drawn} Drawn */
/** @typedef {{zoomIn: () => void, zoomOut: () => void, fit: () => void}} WaveHandle */

const MOST_PIXELS_PER_POINT = 6

/** Without a media element of its own the wave follows the transport. @param {Drawn | null} drawn @param {import('../transport.js').Transport} transport @param {boolean} byItself */
export function useCursor(drawn, transport, byItself = false) {
  const still = usePlaying(transport).state === 'paused'
  useEffect(() => {
    if (!drawn || byItself) return
    const follow = () => drawn.wave.setTime(transport.time())
    follow()
    if (still) return transport.subscribe(follow)
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const timer = setInterval(follow, 500)
      return () => clearInterval(timer)
    }
    let frame = requestAnimationFrame(function again() {
      follow()
      frame = requestAnimationFrame(again)
    })
    return () => cancelAnimationFrame(frame)
  }, [drawn, transport, still, byItself])
}

/** @param {Drawn | null} drawn @param {number[][]} data @param {import('react').Ref<WaveHandle>} [handle] */
export function useZoom(drawn, data, handle) {
  const factor = useRef(1)
  useEffect(() => {
    factor.current = 1
  }, [drawn])
  useImperativeHandle(handle, () => {
    /** @param {number} factorWanted */
    const zoom = (factorWanted) => {
      if (!drawn) return
      const { wave, duration } = drawn
      const fit = wave.getWidth() / duration
      const most = Math.max(((data[0].length / 2) * MOST_PIXELS_PER_POINT) / wave.getWidth(), 1) // beyond it there is nothing more to see
      factor.current = Math.min(Math.max(factorWanted, 1), most)
      wave.zoom(factor.current === 1 ? 0 : fit * factor.current)
    }
    return { zoomIn: () => zoom(factor.current * 2), zoomOut: () => zoom(factor.current / 2), fit: () => zoom(1) }
  }, [drawn, data])
}

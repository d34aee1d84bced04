// @ts-check
import { useEffect, useRef } from 'react'
import { onTheme } from './colours.js'

/** @typedef {(context: CanvasRenderingContext2D, width: number, height: number) => void} Paint in CSS pixels */

/**
 * A canvas as sharp as the screen: painted anew when `paint` is another one, when its size changes, and in another theme.
 * @param {Paint | null} paint keep the same function while nothing changed
 */
export function useCanvas(paint) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null))
  useEffect(() => {
    const element = canvas.current
    if (!element || !paint) return
    const draw = () => {
      const { clientWidth: width, clientHeight: height } = element
      const context = element.getContext('2d')
      if (!context || !width || !height) return
      const scale = window.devicePixelRatio || 1
      element.width = Math.round(width * scale)
      element.height = Math.round(height * scale)
      context.scale(scale, scale)
      paint(context, width, height)
    }
    const watch = new ResizeObserver(draw)
    watch.observe(element)
    draw()
    const forgetTheme = onTheme(draw)
    return () => {
      watch.disconnect()
      forgetTheme()
    }
  }, [paint])
  return canvas
}

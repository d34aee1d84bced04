// @ts-check
export { PeaksCanvas, PlayHead } from '@/player/waveform/PeaksCanvas.jsx'

// In the thread of sound: what the microphone hears, in blocks of mono samples. A file of its own, because an
// AudioWorklet takes no other, and the Content-Security-Policy no data: address.

const FRAMES = 2048 // of a block: about 45 ms

class Blocks extends AudioWorkletProcessor {
  constructor() {
    super()
    this.block = new Float32Array(FRAMES)
    this.filled = 0
  }

  /** @param {Float32Array[][]} inputs */
  process([[mono]]) {
    if (!mono) return true // nothing is connected (any more)
    this.block.set(mono, this.filled) // 128 frames each: a block is filled exactly
    this.filled += mono.length
    if (this.filled >= FRAMES) {
      this.port.postMessage(this.block, [this.block.buffer])
      this.block = new Float32Array(FRAMES)
      this.filled = 0
    }
    return true
  }
}

registerProcessor('blocks', Blocks)

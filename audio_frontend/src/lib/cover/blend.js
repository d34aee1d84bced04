// @ts-check
/**
 * A blend of voices: weights that are steady, or change at given moments. Pure.
 * The page shows the moments of all voices as one table; a voice that has no weight of its own at a moment has the one
 * its line has there, so nothing changes by that.
 */

/** @typedef {{at: number, weight: number}} Point in seconds of the song */
/** @typedef {{voice: string, weight: number, points: Point[]}} Part one of the voices */

/** A tenth is as fine as the page's clock. @param {number} at seconds */
export const tenths = (at) => Math.round(at * 10) / 10

/** The weight as it is asked for: linear between the points, held before and after them. @param {Part} part @param {number} at seconds */
export function weightAt({ weight, points }, at) {
  if (!points.length) return weight
  const next = points.findIndex((point) => point.at >= at)
  if (next === -1) return points[points.length - 1].weight
  if (next === 0) return points[0].weight
  const [from, to] = [points[next - 1], points[next]]
  return from.weight + ((at - from.at) / (to.at - from.at)) * (to.weight - from.weight)
}

/** Every moment at which any voice has a point, in order. @param {Part[]} parts */
export const momentsOf = (parts) => [...new Set(parts.flatMap(({ points }) => points.map(({ at }) => at)))].sort((one, other) => one - other)

/** The first moment at which nobody sings; null where somebody always does. @param {Part[]} parts @returns {number | null} seconds */
export const silentAt = (parts) => (parts.length ? ([0, ...momentsOf(parts)].find((at) => !parts.some((part) => weightAt(part, at) > 0)) ?? null) : null)

/** Each voice's share of the whole at a moment. @param {Part[]} parts @param {number} [at] seconds @returns {number[]} they sum to 1; all 0 where nobody sings */
export function sharesOf(parts, at = 0) {
  const weights = parts.map((part) => weightAt(part, at))
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => (sum > 0 ? weight / sum : 0))
}

/** Each voice gets its point at each of these moments. @param {Part[]} parts @param {number[]} moments @returns {Part[]} */
const at = (parts, moments) => parts.map((part) => ({ ...part, points: moments.map((when) => ({ at: when, weight: weightAt(part, when) })) }))

/** One voice more, half as much as a whole one, at every moment there is. @param {Part[]} parts @param {string} voice @returns {Part[]} */
export const joined = (parts, voice) => [...parts, ...at([{ voice, weight: 0.5, points: [] }], momentsOf(parts))]

/** @param {Part[]} parts @param {string} voice @returns {Part[]} */
export const left = (parts, voice) => parts.filter((part) => part.voice !== voice)

/** The same weight all through. @param {Part[]} parts @param {string} voice @param {number} weight @returns {Part[]} */
export const weighted = (parts, voice, weight) => parts.map((part) => (part.voice === voice ? { ...part, weight, points: [] } : part))

/** Weights that change begin as they were. @param {Part[]} parts @param {number} when seconds @returns {Part[]} */
export const withMoment = (parts, when) => at(parts, [...new Set([...momentsOf(parts), tenths(when)])].sort((one, other) => one - other))

/** @param {Part[]} parts @param {number} when seconds @returns {Part[]} */
export const withoutMoment = (parts, when) => at(parts, momentsOf(parts)).map((part) => ({ ...part, points: part.points.filter((point) => point.at !== when) }))

/** A moment is earlier or later, with its weights; on another moment it takes that one's place. @param {Part[]} parts @param {number} from seconds @param {number} to seconds @returns {Part[]} */
export const moved = (parts, from, to) =>
  at(parts, momentsOf(parts)).map((part) => {
    const weight = weightAt(part, from)
    const others = part.points.filter((point) => point.at !== from && point.at !== tenths(to))
    return { ...part, points: [...others, { at: tenths(to), weight }].sort((one, other) => one.at - other.at) }
  })

/** @param {Part[]} parts @param {number} when seconds @param {string} voice @param {number} weight @returns {Part[]} */
export const weightedAt = (parts, when, voice, weight) =>
  at(parts, momentsOf(parts)).map((part) => (part.voice === voice ? { ...part, points: part.points.map((point) => (point.at === when ? { ...point, weight } : point)) } : part))

/** Steady again, as it begins. @param {Part[]} parts @returns {Part[]} */
export const steady = (parts) => parts.map((part) => ({ ...part, weight: weightAt(part, 0), points: [] }))

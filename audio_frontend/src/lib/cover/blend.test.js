// @ts-check
import { describe, expect, it } from 'vitest'
import { joined, left, momentsOf, moved, sharesOf, silentAt, steady, weightAt, weighted, weightedAt, withMoment, withoutMoment } from './blend.js'

/** @param {string} voice @param {number} weight @param {[number, number][]} points @returns {import('./blend.js').Part} */
const part = (voice, weight, points = []) => ({ voice, weight, points: points.map(([at, amount]) => ({ at, weight: amount })) })
const rise = part('low', 0.2, [[10, 0], [20, 1]])

describe('a weight', () => {
  it('is steady without points', () => expect(weightAt(part('low', 0.3), 99)).toBe(0.3))
  it('changes evenly between points, and is held before and after them', () => {
    expect([0, 10, 12.5, 20, 99].map((at) => weightAt(rise, at))).toEqual([0, 0, 0.25, 1, 1])
  })
  it('is a share of all weights', () => {
    expect(sharesOf([part('low', 0.5), part('high', 0.25), part('child', 0.25)])).toEqual([0.5, 0.25, 0.25])
    expect(sharesOf([part('low', 1), part('high', 1)])).toEqual([0.5, 0.5])
    expect(sharesOf([part('low', 0), part('high', 0)])).toEqual([0, 0])
  })
})

describe('silence', () => {
  it('is found where nobody has a weight', () => {
    expect(silentAt([part('low', 0), part('high', 0)])).toBe(0)
    expect(silentAt([part('low', 1, [[0, 1], [8, 0]]), part('high', 1, [[0, 0.5], [8, 0]])])).toBe(8)
  })
  it('is none where somebody always sings, and where no blend is', () => {
    expect(silentAt([part('low', 1, [[0, 1], [8, 0]]), part('high', 1, [[0, 0], [8, 1]])])).toBeNull()
    expect(silentAt([rise, part('high', 0.1)])).toBeNull()
    expect(silentAt([])).toBeNull()
  })
})

describe('the table of moments', () => {
  const parts = [rise, part('high', 0.6)]
  it('has the moments of all voices, and changes nothing that is heard', () => {
    const two = withMoment([rise, part('high', 0.6, [[15, 0.4]])], 30)
    expect(momentsOf(two)).toEqual([10, 15, 20, 30])
    for (const at of [0, 12, 15, 18, 25, 40]) expect([weightAt(two[0], at), weightAt(two[1], at)]).toEqual([weightAt(rise, at), 0.4])
  })
  it('gets a moment with the weights that are there, in tenths of a second', () => {
    const more = withMoment(parts, 15.04)
    expect(momentsOf(more)).toEqual([10, 15, 20])
    expect(more.map((one) => weightAt(one, 15))).toEqual([0.5, 0.6])
    expect(withMoment(more, 15)).toEqual(more)
  })
  it('takes a weight at one moment of one voice', () => {
    const set = weightedAt(withMoment(parts, 15), 15, 'high', 1)
    expect(momentsOf(set).map((at) => weightAt(set[1], at))).toEqual([0.6, 1, 0.6])
    expect(momentsOf(set).map((at) => weightAt(set[0], at))).toEqual([0, 0.5, 1])
  })
  it('moves a moment past another, and stays in order', () => {
    const late = moved([rise], 10, 25)
    expect(late[0].points).toEqual([{ at: 20, weight: 1 }, { at: 25, weight: 0 }])
  })
  it('puts a moment on the place of another', () => expect(moved([rise], 10, 20)[0].points).toEqual([{ at: 20, weight: 0 }]))
  it('loses a moment for all voices', () => expect(momentsOf(withoutMoment(withMoment(parts, 15), 10))).toEqual([15, 20]))
  it('is gone when the weights are steady again', () => {
    expect(steady([rise, part('high', 0.6)])).toEqual([part('low', 0), part('high', 0.6)])
    expect(weighted([rise], 'low', 0.7)).toEqual([part('low', 0.7)])
  })
})

describe('the voices', () => {
  it('begin with equal weights', () => expect(sharesOf(joined(joined([], 'low'), 'high'))).toEqual([0.5, 0.5]))
  it('that join later are there at every moment', () => expect(joined([rise], 'high')[1].points).toEqual([{ at: 10, weight: 0.5 }, { at: 20, weight: 0.5 }]))
  it('leave', () => expect(left([rise, part('high', 1)], 'low')).toEqual([part('high', 1)]))
})

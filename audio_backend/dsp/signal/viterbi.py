"""The cheapest way through states over time, where each change of state costs the same.

A. J. Viterbi, "Error bounds for convolutional codes", IEEE Trans. Inf. Theory 13 (1967).
"""

from __future__ import annotations

import numpy as np


def cheapest_way(costs: np.ndarray, change: float) -> np.ndarray:
    """(steps, states) what being in each state costs at each step, at least one step -> (steps,) the state of each."""
    total, came_from = costs[0], np.empty(costs.shape, int)
    stay = np.arange(costs.shape[1])
    for step in range(1, len(costs)):
        cheapest = int(np.argmin(total))
        changed = total[cheapest] + change
        came_from[step] = np.where(total <= changed, stay, cheapest)
        total = np.minimum(total, changed) + costs[step]
    way = np.empty(len(costs), int)
    way[-1] = int(np.argmin(total))
    for step in range(len(costs) - 1, 0, -1):
        way[step - 1] = came_from[step, way[step]]
    return way

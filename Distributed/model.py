"""A step of many ranks as a sum of what was measured: computing by a straight line in rows, messages by another in
bytes, in the order in which the engine begins them."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """α + β · bytes seconds for a message."""
    alpha: float
    beta: float


@dataclass(frozen=True)
class Processor:
    """Seconds of one thread for a row and a parameter (all three products), for a parameter (its move, and its way
    into the panels of the next forward pass), and for the addition of another rank's sum to one."""
    row: float
    parameter: float
    addition: float


def fit(messages):
    """α and β of the least relative error, from [(bytes, seconds)]."""
    weights = [(1 / t, b / t) for b, t in messages]
    aa, ab, bb = (sum(f(w) for w in weights) for f in (lambda w: w[0] ** 2, lambda w: w[0] * w[1], lambda w: w[1] ** 2))
    a, b = sum(w[0] for w in weights), sum(w[1] for w in weights)
    det = aa * bb - ab * ab
    return Link(max((a * bb - b * ab) / det, 0), max((b * aa - a * ab) / det, 0))


def parameters(sizes):
    return [(inputs + 1) * outputs for inputs, outputs in zip(sizes, sizes[1:])]


def step(sizes, rows, ranks, link, processor):
    """Seconds of a step of `rows` rows on each rank."""
    layers = parameters(sizes)
    total = sum(layers)
    # Forward and deltas come first, then the gradients from the last layer to the first.
    now = 2 / 3 * rows * total * processor.row
    port = now + (ranks - 1) * 2 * link.alpha if ranks > 1 else now  # the losses of the ranks' blocks
    for layer in reversed(layers):
        now += 1 / 3 * rows * layer * processor.row
        if ranks > 1:
            # Whoever moves a part of the layer gets a message.
            owners = min(ranks - 1, max(1, round(ranks * layer / total)))
            port = max(port, now) + owners * link.alpha + 4 * layer * (1 - 1 / ranks) * link.beta
    now = max(now, port)
    if ranks > 1:
        now += (ranks - 1) * total / ranks * processor.addition
        now += total / ranks * processor.parameter / 2
        now += (ranks - 1) * link.alpha + 4 * total * (1 - 1 / ranks) * link.beta
        return now + total * processor.parameter / 2
    return now + total * processor.parameter


def efficiency(sizes, rows, ranks, link, processor):
    """The speed of so many ranks by that of as many that need not talk."""
    return step(sizes, rows, 1, link, processor) / step(sizes, rows, ranks, link, processor)


def rows_for(share, sizes, ranks, link, processor):
    """The fewest rows a rank, a power of two, at which the efficiency is that share."""
    for power in range(0, 24):
        if efficiency(sizes, 2 ** power, ranks, link, processor) >= share:
            return 2 ** power
    return None

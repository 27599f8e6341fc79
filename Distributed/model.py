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
    """α of a few bytes, β of what the longest message takes beyond a sixteenth of it, from {bytes: seconds}: between
    them a token bucket that is full lets messages pass at no price."""
    longest = max(messages)
    shorter = longest // 16
    return Link(messages[8], (messages[longest] - messages[shorter]) / (longest - shorter))


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

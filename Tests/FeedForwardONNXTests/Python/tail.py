"""The coefficients of the normal distribution's tail in Sources/FeedForwardONNX/Formula.swift, and their error.

Needs mpmath. Q(u) = erfc(u) / 2 = t exp(p(s) - u^2) with t = 2 / (2 + u) and s = 2 t - 1.
"""

import math

from mpmath import cos, erfc, log, mp, mpf, pi, sqrt

mp.dps = 60
COUNT = 26


def exponent(s):
    t = (s + 1) / 2
    u = 2 / t - 2
    return log(erfc(u) / 2) + u * u - log(t)


def chebyshev():
    points = [cos(pi * (2 * k + 1) / (2 * COUNT)) for k in range(COUNT)]
    values = [exponent(s) for s in points]
    return [
        (2 if j else 1) * sum(v * cos(pi * j * (2 * k + 1) / (2 * COUNT)) for k, v in enumerate(values)) / COUNT
        for j in range(COUNT)
    ]


def monomials(c):
    before, at = [mpf(1)], [mpf(0), mpf(1)]
    sums = [mpf(0)] * len(c)
    sums[0], sums[1] = c[0], c[1]
    for factor in c[2:]:
        after = [mpf(0)] + [2 * v for v in at]
        for i, v in enumerate(before):
            after[i] -= v
        before, at = at, after
        for i, v in enumerate(at):
            sums[i] += factor * v
    return [float(v) for v in sums]


coefficients = monomials(chebyshev())
worst = 0.0
for i in range(-30000, 30001):
    z = i / 30000 * 37
    u = abs(z) * math.sqrt(0.5)
    t = 2 / (2 + u)
    s = 2 * t - 1
    p = 0.0
    for c in reversed(coefficients):
        p = p * s + c
    value = max(z, 0.0) - abs(z) * (t * math.exp(p - u * u))
    worst = max(worst, float(abs(value - mpf(z) * erfc(-mpf(z) / sqrt(mpf(2))) / 2) / max(1, abs(z))))
for i in range(0, COUNT, 4):
    print("    " + ", ".join(repr(c) for c in coefficients[i : i + 4]) + ",")
print(f"largest error, relative to max(1, |z|): {worst:.2e}")

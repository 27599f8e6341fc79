#!/usr/bin/env python3
"""Prints Sources/CKernels/Coefficients.inc: polynomials through Chebyshev nodes, to 60 digits (needs mpmath)."""
from mpmath import mp, mpf, atanh, cos, erf, erfc, exp, expm1, lu_solve, matrix, pi, sqrt, tanh

mp.dps = 60
K = mpf(4)  # s = (z - K) / (z + K) makes 1 … ∞ finite


def fit(f, a, b, degree):
    a, b = mpf(a), mpf(b)
    nodes = [(a + b) / 2 + (b - a) / 2 * cos((2 * i + 1) * pi / (2 * degree + 2)) for i in range(degree + 1)]
    powers = matrix(degree + 1, degree + 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            powers[i, j] = x**j
    return list(lu_solve(powers, matrix([f(x) for x in nodes])))


def mills(s):  # z e^(z²/2) Φ(-z), which goes from 0.26 to 1/√2π
    z = 2 * K / (1 - s) - K
    return z * exp(z * z / 2) * erfc(z / sqrt(mpf(2))) / 2


def table(name, coefficients, suffix):
    type_, digits, end = ("float", 9, "f") if suffix == "f32" else ("double", 17, "")
    numbers = [mp.nstr(c, digits, min_fixed=0, max_fixed=0, strip_zeros=False) + end for c in coefficients]
    lines, line = [], " "
    for number in numbers:
        if len(line) + len(number) + 2 > 124:
            lines.append(line)
            line = " "
        line += " " + number + ","
    print(f"static const {type_} {name}_{suffix}[] = {{\n" + "\n".join(lines + [line]) + "\n};")


exponential = lambda r: (expm1(r) - r) / r**2
logarithm = lambda w: 2 * (atanh(sqrt(w)) / sqrt(w) - 1) / w
tangent = lambda w: (tanh(sqrt(w)) / sqrt(w) - 1) / w
normal = lambda w: erf(sqrt(w / 2)) / sqrt(w) / 2
place = lambda z: (z - K) / (z + K)

print("// Written by Tests/Exhaustive/coefficients.py; lowest power first. clang-format off")
for suffix, degrees, farthest in (("f32", (5, 3, 5, 6, 9), 15), ("f64", (11, 8, 10, 13, 22), 40)):
    print("\n// (e^r - 1 - r) / r² on [-0.36, 0.52]")
    table("EXP", fit(exponential, -0.36, 0.52, degrees[0]), suffix)
    print("// 2 (atanh(s) / s - 1) / s² in s², |s| ≤ 0.2")
    table("LOG", fit(logarithm, 1e-30, 0.0401, degrees[1]), suffix)
    print("// (tanh(x) / x - 1) / x² in x², |x| ≤ 0.565")
    table("TANH", fit(tangent, 1e-30, 0.32, degrees[2]), suffix)
    print("// (Φ(x) - ½) / x in x², |x| ≤ 1")
    table("NORMAL", fit(normal, 1e-30, 1, degrees[3]), suffix)
    print(f"// z e^(z²/2) Φ(-z) in s = (z - {int(K)}) / (z + {int(K)}), 1 ≤ z ≤ {farthest}")
    table("MILLS", fit(mills, place(1), place(farthest), degrees[4]), suffix)

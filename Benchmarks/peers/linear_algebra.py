"""What LinearAlgebraCommand.swift times, by numpy and its OpenBLAS; one JSON object of milliseconds."""
import time

import numpy as np


def least(work):
    """The least of several times, in ms."""
    times = []
    while len(times) < 3 or sum(times) < 0.5:
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1e3 * min(times)


def measure():
    random = np.random.default_rng(1)
    a, b = random.standard_normal((20_000, 101)), random.standard_normal(20_000)
    j, r = random.standard_normal((2000, 1101)), random.standard_normal(2000)
    square = random.standard_normal((1024, 1024))

    def least_squares():
        q, triangle = np.linalg.qr(a)
        np.linalg.solve(triangle, q.T @ b)

    def levenberg_marquardt():
        gram = j.T @ j
        gram[np.diag_indices_from(gram)] += 1e-3
        factor = np.linalg.cholesky(gram)
        np.linalg.solve(factor.T, np.linalg.solve(factor, j.T @ r))

    return {
        "least_squares": least(least_squares), "levenberg_marquardt": least(levenberg_marquardt),
        "orthogonal": least(lambda: np.linalg.qr(square))}

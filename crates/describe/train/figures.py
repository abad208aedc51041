#!/usr/bin/env python3
"""Fits the confidence of figures' proposals to their margins, and says how honest it is.

Reads what the ignored test `margins_for_fitting` (crates/describe/tests/figures.rs) prints:

    FIT <kind> <margin> <1: right, 0: wrong> <seedN or real:NAME>

Prints the two numbers of the logistic curve (`describe::figures::confidence`), and the expected
calibration error by cross-validation: each seed, and each real picture, is held against a curve
that was fitted without it. Real and generated figures count the same in the fit.
"""

import math
import sys


def read(lines):
    rows = []
    for line in lines:
        words = line.split(maxsplit=4)
        if len(words) == 5 and words[0] == "FIT" and words[1] != "unclear":
            rows.append((float(words[2]), int(words[3]), words[4].strip()))
    return rows


def is_real(whence):
    return whence.startswith("real:")


def curve(margin, a, b):
    return 1 / (1 + math.exp(-(a + b * margin)))


def fit(rows):
    """The logistic curve by Newton's method, with a weak pull to no slope."""
    counts = [sum(is_real(w) == real for *_, w in rows) for real in (False, True)]
    a, b = 1.0, 0.5
    for _ in range(200):
        ga, gb, haa, hab, hbb = 0.0, -0.02 * b, 0.0, 0.0, 0.02
        for margin, right, whence in rows:
            weight = 10.0 / max(counts[is_real(whence)], 1)
            p = curve(margin, a, b)
            ga += weight * (right - p)
            gb += weight * (right - p) * margin
            v = weight * p * (1 - p)
            haa += v
            hab += v * margin
            hbb += v * margin * margin
        det = haa * hbb - hab * hab
        step = ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det)
        a, b = a + step[0], b + step[1]
        if max(map(abs, step)) < 1e-9:
            break
    return a, b


def reliability(held):
    """Expected calibration error over ten steps of confidence, and the table."""
    steps = {}
    for p, right in held:
        n, hits, total = steps.get(int(min(p, 0.999) * 10), (0, 0, 0.0))
        steps[int(min(p, 0.999) * 10)] = (n + 1, hits + right, total + p)
    error = sum(abs(t - h) for _, h, t in steps.values()) / max(len(held), 1)
    return error, steps


def main():
    rows = read(sys.stdin)
    a, b = fit(rows)
    print(f"a = {a:.3f}, b = {b:.3f}")
    held = {False: [], True: []}
    for group in sorted({w for *_, w in rows}):
        others = [r for r in rows if r[2] != group]
        fa, fb = fit(others)
        for margin, right, whence in rows:
            if whence == group:
                held[is_real(whence)].append((curve(margin, fa, fb), right))
    for real, name in ((False, "generated"), (True, "real")):
        error, steps = reliability(held[real])
        print(f"{name}: {len(held[real])} figures, error {error:.3f}")
        for step, (n, hits, total) in sorted(steps.items()):
            print(f"  {step / 10:.1f}: {n} figures, confidence {total / n:.3f}, right {hits / n:.3f}")


if __name__ == "__main__":
    main()

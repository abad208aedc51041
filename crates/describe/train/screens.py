"""Grows the trees that weigh a quad's measures (src/screens/trees.txt, upright.txt and light.txt).

    python screens.py MEASURES.csv [MEASURES.csv ...] > ../src/screens/trees.txt
    python screens.py upright MEASURES.csv [MEASURES.csv ...] > ../src/screens/upright.txt
    python screens.py light MEASURES.csv [MEASURES.csv ...] > ../src/screens/light.txt

`light` takes the quads in a light ring, and the first the others. Upright trees were grown when
there were the first 17 measures only.

Each row: clip, label (1 a display, 0 none, 2 a display that does not matter), overlap with the
nearest display, whether it stands upright, then the measures in the order of `judge::NAMES`.
The measures come from the example `quads`. Needs numpy and scikit-learn.
"""
import sys

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

# +1: more of it can only speak for a display; -1: only against one; 0: either.
DARK = [1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, -1, 0, 0] + 6 * [0]
DARK += [0, 1, -1, -1, 0, 0, 0, 0, -1, -1]
LIGHT = [0, 0, 0, 0, 1] + 9 * [0] + [-1] + 8 * [0]
LIGHT += [0, 0, 0, 0, 0, 1, -1, -1, -1, -1]
# As in src/screens/trees.rs: how dark a ring is below which it is light, and where that stands.
LEAST_DARK, RING_DARK = 0.5, 3

# Overlap from which a quad is nearly a display's.
NEAR = 0.85
# What all displays together weigh, as a part of what all others do.
PART = {"dark": 0.2, "light": 0.1, "upright": 0.1}

kind = sys.argv[1] if sys.argv[1] in ("upright", "light") else "dark"
files = sys.argv[1:] if kind == "dark" else sys.argv[2:]
rows = np.vstack([np.loadtxt(f, delimiter=",") for f in files])
# Of those that do not matter the ones that are nearly a display's are half a display.
near = (rows[:, 1] == 2) & (rows[:, 2] > NEAR)
rows[near, 1] = 0.5
rows = rows[(rows[:, 1] != 2) & (rows[:, 3] == (kind == "upright"))]
if kind != "upright":
    rows = rows[(rows[:, 4 + RING_DARK] < LEAST_DARK) == (kind == "light")]
label, overlap, measures = rows[:, 1] > 0, rows[:, 2], rows[:, 4:]
# What is nearly a display's quad is no worse than nothing at all, but worse than the quad.
weight = np.where(label, 1.0, np.where(overlap > 0.7, 0.5, 1.0))
weight[label] = rows[label, 1]
weight[label] *= PART[kind] * (~label).sum() / weight[label].sum()
model = HistGradientBoostingClassifier(
    max_depth=4, max_iter=90, learning_rate=0.12, min_samples_leaf=30,
    l2_regularization=5.0, monotonic_cst=LIGHT if kind == "light" else DARK, random_state=0,
).fit(measures, label, sample_weight=weight)
# Light bezels are thought to be a third as many as dark ones: held against clips that the trees
# had not seen, this kept every light display and two of three other quads fell away.
constant = model._baseline_prediction.ravel()[0] - (np.log(3) if kind == "light" else 0)
print(f"{constant:.6g}")
for (tree,) in model._predictors:
    print(";".join(
        f"{n['value']:.5g}" if n["is_leaf"]
        else f"{n['feature_idx']},{n['num_threshold']:.6g},{n['left']},{n['right']}"
        for n in tree.nodes))

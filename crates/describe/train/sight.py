"""Trains the network that looks at crops of quads (src/screens/sight.onnx).

    python sight.py ../src/screens/sight.onnx CROPS [CROPS ...]

The crops come from the example `crops`: grey levels of 60 rows of 80 cells (0 off the frame), then
twelve little-endian floats: whether it shows a display (1, 0, or -1 where that does not matter), the
overlap with it, mean corner error as a part of its width, the four corners of the display in the
quad's unit square less the quad's own, and the trees' score (-1 where they were not asked).
A tenth of the crops, whole files' ends, is held back. Needs numpy, jax, optax and onnx.
"""
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from onnx import TensorProto, helper, numpy_helper

ROWS, COLUMNS, TRUTH = 60, 80, 12
RECORD = ROWS * COLUMNS + 4 * TRUTH
EPOCHS, BATCH, RATE = int(sys.argv[3]) if sys.argv[2] == "--epochs" else 12, 32, 1e-3
# Mean corner error, as a part of the width, at which a quad is half exact; and the one up to which
# the distance of corners counts by its square.
EXACT, NEAR = 0.012, 0.03
SHAPES = [(5, 2, 16), (3, 16, 32), (3, 32, 48), (3, 48, 64)]
HIDDEN, OUT = 64, 10

out = sys.argv[1]
files = sys.argv[4:] if sys.argv[2] == "--epochs" else sys.argv[2:]
train, held = [], []
for name in files:
    rows = np.fromfile(name, np.uint8)
    rows = rows[: len(rows) // RECORD * RECORD].reshape(-1, RECORD)
    cut = len(rows) * 9 // 10
    train.append(rows[:cut])
    held.append(rows[cut:])


def split(rows):
    cells = rows[:, : ROWS * COLUMNS].reshape(-1, ROWS, COLUMNS)
    truth = rows[:, ROWS * COLUMNS :].copy().view("<f4")
    return cells, truth


cells, truth = split(np.concatenate(train))
held_cells, held_truth = split(np.concatenate(held))
print(len(cells), "crops,", len(held_cells), "held back", flush=True)


def first(key):
    weights = []
    for size, before, after in SHAPES:
        key, sub = jax.random.split(key)
        scale = (2 / (size * size * before)) ** 0.5
        weights += [scale * jax.random.normal(sub, (after, before, size, size)), jnp.zeros(after)]
    flat = 4 * 5 * SHAPES[-1][2]
    for before, after in [(flat, HIDDEN), (HIDDEN, OUT)]:
        key, sub = jax.random.split(key)
        scale = (2 / before) ** 0.5 * (0.1 if after == OUT else 1)
        weights += [scale * jax.random.normal(sub, (before, after)), jnp.zeros(after)]
    return weights


def run(weights, x):
    for n, (size, _, _) in enumerate(SHAPES):
        pad = size // 2
        x = jax.lax.conv_general_dilated(
            x, weights[2 * n], (2, 2), [(pad, pad), (pad, pad)],
            dimension_numbers=("NCHW", "OIHW", "NCHW"))
        x = jax.nn.relu(x + weights[2 * n + 1][None, :, None, None])
    x = x.reshape(x.shape[0], -1)
    n = 2 * len(SHAPES)
    x = jax.nn.relu(x @ weights[n] + weights[n + 1])
    return x @ weights[n + 2] + weights[n + 3]


def planes(cells, gain=1.0, lift=0.0):
    seen = (cells > 0).astype(jnp.float32)
    grey = (cells.astype(jnp.float32) - 128) / 64
    return jnp.stack([seen * (gain * grey + lift), seen], 1)


def losses(answer, truth):
    shown, error, corners = truth[:, 0], truth[:, 2], truth[:, 3:11]
    matters = (shown >= 0).astype(jnp.float32)
    there = (shown > 0).astype(jnp.float32)
    exact = there / (1 + (error / EXACT) ** 2)
    has = matters * optax.sigmoid_binary_cross_entropy(answer[:, 0], there)
    is_exact = matters * optax.sigmoid_binary_cross_entropy(answer[:, 1], exact)
    off = optax.huber_loss(answer[:, 2:] / NEAR, corners / NEAR, delta=1.0).mean(1) * there
    return has, is_exact, off


def loss(weights, cells, truth, key):
    a, b = jax.random.split(key)
    gain = jnp.exp(0.25 * jax.random.normal(a, (len(cells), 1, 1)))
    lift = 0.3 * jax.random.normal(b, (len(cells), 1, 1))
    has, is_exact, off = losses(run(weights, planes(cells, gain, lift)), truth)
    return has.mean() + is_exact.mean() + off.mean()


def mirrored(cells, truth):
    """Left is right: corners change places in pairs."""
    t = truth.copy()
    for to, of in [(0, 1), (1, 0), (2, 3), (3, 2)]:
        t[:, 3 + 2 * to] = -truth[:, 3 + 2 * of]
        t[:, 4 + 2 * to] = truth[:, 4 + 2 * of]
    return cells[:, :, ::-1], t


steps = EPOCHS * (len(cells) // BATCH)
rate = optax.warmup_cosine_decay_schedule(0.0, RATE, 300, steps, 1e-5)
chain = optax.adamw(rate, weight_decay=1e-4)
weights = first(jax.random.PRNGKey(1))
state = chain.init(weights)


@jax.jit
def step(weights, state, cells, truth, key):
    value, slope = jax.value_and_grad(loss)(weights, cells, truth, key)
    change, state = chain.update(slope, state, weights)
    return optax.apply_updates(weights, change), state, value


@jax.jit
def answers(weights, cells):
    return run(weights, planes(cells))


def all_answers(cells):
    parts = [cells[i : i + 512] for i in range(0, len(cells), 512)]
    return np.concatenate([np.asarray(answers(weights, p)) for p in parts])


def tell():
    answer = all_answers(held_cells)
    has, is_exact, off = (np.asarray(v).mean() for v in losses(jnp.asarray(answer), held_truth))
    t = held_truth
    there, none = t[:, 0] > 0, t[:, 0] == 0
    right = lambda p: f"{(answer[there, 0] > p).mean():.3f}/{(answer[none, 0] > p).mean():.4f}"
    corner = np.abs(answer[there, 2:] - t[there, 3:11]).mean(0).mean()
    return f"{has:.4f} {is_exact:.4f} {off:.4f}, found/false {right(0)} {right(2)}, corners {corner:.4f} of {np.abs(t[there, 3:11]).mean():.4f}"


dice = np.random.default_rng(1)
key = jax.random.PRNGKey(2)
begun = time.time()
for epoch in range(EPOCHS):
    order = dice.permutation(len(cells))
    total = 0.0
    for n in range(len(cells) // BATCH):
        take = order[n * BATCH : (n + 1) * BATCH]
        c, t = cells[take], truth[take]
        if dice.random() < 0.5:
            c, t = mirrored(c, t)
        key, sub = jax.random.split(key)
        weights, state, value = step(weights, state, c, t, sub)
        total += float(value)
    print(f"{epoch + 1}: {total / (len(cells) // BATCH):.4f}; held back {tell()}, {time.time() - begun:.0f} s", flush=True)


def network(weights):
    nodes, tensors, x = [], [], "crop"
    values = [np.asarray(w, np.float32) for w in weights]
    for n, (size, _, _) in enumerate(SHAPES):
        tensors += [numpy_helper.from_array(values[2 * n], f"w{n}"), numpy_helper.from_array(values[2 * n + 1], f"b{n}")]
        pad = size // 2
        nodes.append(helper.make_node("Conv", [x, f"w{n}", f"b{n}"], [f"c{n}"], strides=[2, 2], pads=[pad] * 4, kernel_shape=[size, size]))
        nodes.append(helper.make_node("Relu", [f"c{n}"], [f"r{n}"]))
        x = f"r{n}"
    n = 2 * len(SHAPES)
    for k, name in enumerate(["d", "e"]):
        tensors += [numpy_helper.from_array(values[n + 2 * k], f"{name}w"), numpy_helper.from_array(values[n + 2 * k + 1], f"{name}b")]
    nodes.append(helper.make_node("Flatten", [x], ["flat"], axis=1))
    nodes.append(helper.make_node("Gemm", ["flat", "dw", "db"], ["hidden"]))
    nodes.append(helper.make_node("Relu", ["hidden"], ["active"]))
    nodes.append(helper.make_node("Gemm", ["active", "ew", "eb"], ["answer"]))
    graph = helper.make_graph(
        nodes, "sight",
        [helper.make_tensor_value_info("crop", TensorProto.FLOAT, ["n", 2, ROWS, COLUMNS])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, ["n", OUT])], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


model = network(weights)
onnx.checker.check_model(model)
onnx.save(model, out)
np.savez(out + ".held.npz", answer=all_answers(held_cells), truth=held_truth)

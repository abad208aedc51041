"""Trains the network that looks at crops of quads (src/screens/sight.onnx).

    python sight.py ../src/screens/sight.onnx CROPS [CROPS ...] [--epochs 5] [--from BEFORE.onnx]

The crops come from the example `crops`: grey levels of 60 rows of 80 cells (0 off the frame), then
twelve little-endian floats: whether it shows a display (1, 0, or -1 where that does not matter), the
overlap with it, mean corner error as a part of its width, the four corners of the display in the
quad's unit square less the quad's own, and the trees' score (-1 where they were not asked).
A tenth of the crops, whole files' ends, is held back. What it shares with `sides.py` is in `net.py`.
"""
import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from onnx import TensorProto, helper, numpy_helper

import net

ROWS, COLUMNS, TRUTH = 60, 80, 12
BATCH = 32
# Mean corner error, as a part of the width, at which a quad is half exact; and the one up to which
# the distance of corners counts by its square.
EXACT, NEAR = 0.012, 0.03
SHAPES = [(5, 2, 16), (3, 16, 32), (3, 32, 48), (3, 48, 64)]
HIDDEN, OUT = 64, 10

told = net.arguments()
(cells, truth), (held_cells, held_truth) = net.read(told.files, ROWS, COLUMNS, TRUTH)
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
    x = net.relit(cells, a)
    x = x + 0.05 * jax.random.normal(b, x.shape)
    has, is_exact, off = losses(run(weights, x), truth)
    return has.mean() + is_exact.mean() + off.mean()


def mirrored(cells, truth):
    """Left is right: corners change places in pairs."""
    t = truth.copy()
    for to, of in [(0, 1), (1, 0), (2, 3), (3, 2)]:
        t[:, 3 + 2 * to] = -truth[:, 3 + 2 * of]
        t[:, 4 + 2 * to] = truth[:, 4 + 2 * of]
    return cells[:, :, ::-1], t


@jax.jit
def answers(weights, cells):
    return run(weights, net.planes(cells))


def tell(weights):
    answer = net.in_parts(answers, weights, held_cells)
    has, is_exact, off = (np.asarray(v).mean() for v in losses(jnp.asarray(answer), held_truth))
    t = held_truth
    there, none = t[:, 0] > 0, t[:, 0] == 0
    right = lambda p: f"{(answer[there, 0] > p).mean():.3f}/{(answer[none, 0] > p).mean():.4f}"
    corner = np.abs(answer[there, 2:] - t[there, 3:11]).mean(0).mean()
    return f"{has:.4f} {is_exact:.4f} {off:.4f}, found/false {right(0)} {right(2)}, corners {corner:.4f} of {np.abs(t[there, 3:11]).mean():.4f}"


weights = first(jax.random.PRNGKey(1))
if told.begin:
    weights = net.begun(weights, told.begin)
    print("begins with", tell(weights), flush=True)
weights = net.trained(weights, loss, tell, mirrored, cells, truth, BATCH, told.rate, told.epochs)


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
onnx.save(model, told.out)
np.savez(told.out + ".held.npz", answer=net.in_parts(answers, weights, held_cells), truth=held_truth)

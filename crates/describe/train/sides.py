"""Trains the network that finds a display's side on a strip across it (src/screens/sides.onnx).

    python sides.py ../src/screens/sides.onnx STRIPS [STRIPS ...] [--epochs 5] [--from BEFORE.onnx]

The strips come from the example `crops`: grey levels of 32 places along a side by 48 across it, from
outside to inside (0 off the frame), then two little-endian floats: how far inwards the display's own
side is at a quarter of the strip and at three, as a part of the quad's width (infinite where it is
not on the strip). A tenth of the strips, whole files' ends, is held back. What it shares with
`sight.py` is in `net.py`.
"""
import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from onnx import TensorProto, helper, numpy_helper

import net

ALONG, ACROSS, REACH = 32, 48, 0.12
BATCH = 64
# Kernel (along, across), stride along, dilation across, channels.
PLANES = [((3, 3), 2, 1, 2, 12), ((3, 3), 2, 1, 12, 16), ((3, 3), 2, 2, 16, 16)]
# The same on profiles: kernel, dilation, channels.
PROFILE = [(5, 1, 32, 24), (7, 2, 24, 24), (1, 1, 24, 1)]

told = net.arguments()


def some(cells, truth):
    """Strips on which the side is."""
    there = np.isfinite(truth).any(1)
    return cells[there], truth[there]


learned, held = net.read(told.files, ALONG, ACROSS, 2)
(cells, truth), (held_cells, held_truth) = some(*learned), some(*held)
print(len(cells), "strips,", len(held_cells), "held back", flush=True)


def first(key):
    weights = []
    for (a, b), _, _, before, after in PLANES:
        key, sub = jax.random.split(key)
        weights += [(2 / (a * b * before)) ** 0.5 * jax.random.normal(sub, (after, before, a, b)), jnp.zeros(after)]
    for size, _, before, after in PROFILE:
        key, sub = jax.random.split(key)
        weights += [(2 / (size * before)) ** 0.5 * jax.random.normal(sub, (after, before, 1, size)), jnp.zeros(after)]
    return weights


def conv(x, w, b, stride, dilation):
    pad = ((w.shape[2] - 1) // 2, dilation * (w.shape[3] - 1) // 2)
    x = jax.lax.conv_general_dilated(
        x, w, (stride, 1), [(pad[0], pad[0]), (pad[1], pad[1])], rhs_dilation=(1, dilation),
        dimension_numbers=("NCHW", "OIHW", "NCHW"))
    return x + b[None, :, None, None]


def run(weights, x):
    """Log odds of each place across, for both halves: n, 2, 48."""
    n = 0
    for _, stride, dilation, _, _ in PLANES:
        x = jax.nn.relu(conv(x, weights[n], weights[n + 1], stride, dilation))
        n += 2
    halves = x.reshape(x.shape[0], x.shape[1], 2, x.shape[2] // 2, ACROSS).mean(3)
    whole = x.mean(2, keepdims=True)
    x = jnp.concatenate([halves, jnp.repeat(whole, 2, 2)], 1)
    for k, (_, dilation, _, _) in enumerate(PROFILE):
        x = conv(x, weights[n], weights[n + 1], 1, dilation)
        x = jax.nn.relu(x) if k + 1 < len(PROFILE) else x
        n += 2
    return x[:, 0]


def losses(answer, truth):
    place = (truth / REACH + 1) / 2 * ACROSS - 0.5
    has = jnp.isfinite(place)
    place = jnp.clip(jnp.where(has, place, 0.0), 0, ACROSS - 1)
    near = jnp.maximum(0, 1 - jnp.abs(jnp.arange(ACROSS) - place[..., None]))
    likely = jax.nn.log_softmax(answer, -1)
    return -(near * likely).sum(-1) * has, has


def loss(weights, cells, truth, key):
    a, b = jax.random.split(key)
    x = net.relit(cells, a)
    x = x + 0.03 * jax.random.normal(b, x.shape)
    off, has = losses(run(weights, x), truth)
    return off.sum() / has.sum()


def mirrored(cells, truth):
    return cells[:, ::-1], truth[:, ::-1]


@jax.jit
def answers(weights, cells):
    return run(weights, net.planes(cells))


def places(answer):
    """Mean place of the two next to the likeliest, as a part of the width; how likely they are."""
    likely = np.exp(answer - answer.max(-1, keepdims=True))
    likely /= likely.sum(-1, keepdims=True)
    best = likely.argmax(-1)[..., None]
    near = np.abs(np.arange(ACROSS) - best) <= 2
    sure = (likely * near).sum(-1)
    place = (likely * near * (np.arange(ACROSS) + 0.5)).sum(-1) / sure
    return (2 * place / ACROSS - 1) * REACH, sure


def tell(weights):
    answer = net.in_parts(answers, weights, held_cells)
    off, has = losses(jnp.asarray(answer), held_truth)
    place, sure = places(answer)
    has = np.isfinite(held_truth)
    error = np.abs(place - held_truth)[has]
    before = np.abs(held_truth)[has]
    sure = sure[has]
    far = before > 0.01
    return (f"{float(off.sum() / has.sum()):.3f}; off mean {error.mean():.4f} of {before.mean():.4f}, median {np.median(error):.4f}, "
            f"within .005 {(error < 0.005).mean():.3f} of {(before < 0.005).mean():.3f}, where further {(error[far] < 0.005).mean():.3f}; "
            f"sure {(sure > 0.8).mean():.3f}, of these {(error[sure > 0.8] < 0.005).mean():.3f}")


weights = first(jax.random.PRNGKey(1))
if told.begin:
    weights = net.begun(weights, told.begin)
    print("begins with", tell(weights), flush=True)
weights = net.trained(weights, loss, tell, mirrored, cells, truth, BATCH, told.rate, told.epochs)


def network(weights):
    values = [np.asarray(w, np.float32) for w in weights]
    tensors = [numpy_helper.from_array(v, f"t{n}") for n, v in enumerate(values)]
    tensors.append(numpy_helper.from_array(np.array([0, 0, 2, -1, ACROSS], np.int64), "halved"))
    tensors.append(numpy_helper.from_array(np.array([0, ACROSS * 2], np.int64), "flat"))
    nodes, x, n = [], "strip", 0

    def add(kind, of, to, **more):
        nodes.append(helper.make_node(kind, of, [to], **more))
        return to

    for _, stride, dilation, _, _ in PLANES:
        x = add("Conv", [x, f"t{n}", f"t{n + 1}"], f"p{n}", kernel_shape=[3, 3], strides=[stride, 1], dilations=[1, dilation], pads=[1, dilation, 1, dilation])
        x = add("Relu", [x], f"q{n}")
        n += 2
    # n, channels, 4, 48 to n, channels, 2, 2, 48.
    parts = add("Reshape", [x, "parts"], "halves5")
    tensors.append(numpy_helper.from_array(np.array([0, 0, 2, 2, ACROSS], np.int64), "parts"))
    halves = add("ReduceMean", [parts], "halves", axes=[3], keepdims=0)
    whole = add("ReduceMean", [x], "whole", axes=[2], keepdims=1)
    twice = add("Concat", [whole, whole], "twice", axis=2)
    x = add("Concat", [halves, twice], "profile", axis=1)
    for k, (size, dilation, _, _) in enumerate(PROFILE):
        pad = dilation * (size - 1) // 2
        x = add("Conv", [x, f"t{n}", f"t{n + 1}"], f"f{n}", kernel_shape=[1, size], strides=[1, 1], dilations=[1, dilation], pads=[0, pad, 0, pad])
        if k + 1 < len(PROFILE):
            x = add("Relu", [x], f"g{n}")
        n += 2
    add("Reshape", [x, "flat"], "answer")
    tensors = [t for t in tensors if t.name != "halved"]
    graph = helper.make_graph(
        nodes, "sides",
        [helper.make_tensor_value_info("strip", TensorProto.FLOAT, ["n", 2, ALONG, ACROSS])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, ["n", 2 * ACROSS])], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


model = network(weights)
onnx.checker.check_model(model)
onnx.save(model, told.out)

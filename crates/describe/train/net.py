"""What the two networks that look at displays have in common: reading what the example `crops`
wrote, the two planes of a picture, and the steps of training. Needs numpy, jax, optax and onnx.
"""
import argparse
import time

import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax


def arguments():
    """Where the network goes, epochs, pictures a step, the network to begin with, and the files."""
    ask = argparse.ArgumentParser()
    ask.add_argument("out")
    ask.add_argument("files", nargs="+")
    ask.add_argument("--epochs", type=int, default=5)
    ask.add_argument("--rate", type=float, default=1e-3)
    ask.add_argument("--from", dest="begin", help="a network whose weights are gone on from")
    return ask.parse_args()


def read(files, rows, columns, truth):
    """Grey levels and what is true of them: first of what is learned from, then of each file's last
    tenth, which is held back."""
    record = rows * columns + 4 * truth
    train, held = [], []
    for name in files:
        lines = np.fromfile(name, np.uint8)
        lines = lines[: len(lines) // record * record].reshape(-1, record)
        cut = len(lines) * 9 // 10
        train.append(lines[:cut])
        held.append(lines[cut:])

    def split(lines):
        cells = lines[:, : rows * columns].reshape(-1, rows, columns)
        return cells, lines[:, rows * columns :].copy().view("<f4")

    return split(np.concatenate(train)), split(np.concatenate(held))


def planes(cells, gain=1.0, lift=0.0):
    """Grey around 0, and whether it is on the frame: n, 2, rows, columns."""
    seen = (cells > 0).astype(jnp.float32)
    grey = (cells.astype(jnp.float32) - 128) / 64
    return jnp.stack([seen * (gain * grey + lift), seen], 1)


def relit(cells, key):
    """The planes in other light."""
    a, b = jax.random.split(key)
    gain = jnp.exp(0.25 * jax.random.normal(a, (len(cells), 1, 1)))
    lift = 0.3 * jax.random.normal(b, (len(cells), 1, 1))
    return planes(cells, gain, lift)


def begun(weights, name):
    """The weights of a network that was written before, in the order of `weights`."""
    tensors = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(name).graph.initializer}
    taken = list(tensors.values())[: len(weights)]
    assert [t.shape for t in taken] == [w.shape for w in weights], "another network"
    return [jnp.asarray(t) for t in taken]


def trained(weights, loss, tell, mirrored, cells, truth, batch, rate, epochs):
    """Weights after so many times through all pictures, half of them mirrored."""
    steps = epochs * (len(cells) // batch)
    rates = optax.warmup_cosine_decay_schedule(0.0, rate, min(300, steps // 10), steps, 1e-5)
    chain = optax.adamw(rates, weight_decay=1e-4)
    state = chain.init(weights)

    @jax.jit
    def step(weights, state, cells, truth, key):
        value, slope = jax.value_and_grad(loss)(weights, cells, truth, key)
        change, state = chain.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, value

    dice = np.random.default_rng(1)
    key = jax.random.PRNGKey(2)
    start = time.time()
    for epoch in range(epochs):
        order = dice.permutation(len(cells))
        total = 0.0
        for n in range(len(cells) // batch):
            take = order[n * batch : (n + 1) * batch]
            c, t = cells[take], truth[take]
            if dice.random() < 0.5:
                c, t = mirrored(c, t)
            key, sub = jax.random.split(key)
            weights, state, value = step(weights, state, c, t, sub)
            total += float(value)
        mean = total / (len(cells) // batch)
        print(f"{epoch + 1}: {mean:.4f}; held back {tell(weights)}, {time.time() - start:.0f} s", flush=True)
    return weights


def in_parts(run, weights, cells):
    """Answers to all pictures, some at a time."""
    parts = [cells[i : i + 512] for i in range(0, len(cells), 512)]
    return np.concatenate([np.asarray(run(weights, p)) for p in parts])

"""Time until 97 % of the test digits are right. Every fifth row is a test row, pixels are divided by 16; 64-64-10,
relu, Adam with a rate of 0.002, minibatches of 64, judged after every epoch: as does `FeedForwardBenchmark
time-to-accuracy`."""
import statistics
import time

import numpy as np

ENOUGH = 0.97
MOST_EPOCHS = 500
BATCH = 64
RATE = 2e-3


def digits():
    from sklearn.datasets import load_digits
    pixels, classes = load_digits(return_X_y=True)
    pixels = (pixels / 16).astype(np.float32)
    test = np.arange(len(classes)) % 5 == 0
    return pixels[~test], classes[~test], pixels[test], classes[test]


def sklearn_epochs(data, threads, seed):
    """Yields the test accuracy after each epoch."""
    from sklearn.neural_network import MLPClassifier
    x, y, test_x, test_y = data
    model = MLPClassifier((64,), alpha=0, batch_size=BATCH, learning_rate_init=RATE, random_state=seed)
    while True:
        model.partial_fit(x, y, classes=np.arange(10))
        yield float((model.predict(test_x) == test_y).mean())


def torch_epochs(data, threads, seed):
    import torch
    from training import torch_model
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    x, y, test_x, test_y = (torch.from_numpy(part) for part in data)
    model = torch_model((64, 64, 10), "relu")
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    while True:
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()
        with torch.inference_mode():
            yield (model(test_x).argmax(1) == test_y).double().mean().item()


_jax_compiled = None


def jax_epochs(data, threads, seed):
    """An epoch is one scan over shuffled minibatches; the rows that do not fill the last one are left out."""
    global _jax_compiled
    import jax
    import jax.numpy as jnp
    from training import jax_logits, jax_state, jax_update
    x, y, test_x, test_y = data
    steps = len(x) // BATCH
    labels = np.eye(10, dtype=np.float32)[y]
    if _jax_compiled is None:
        update = jax_update("relu", "adam", RATE)

        @jax.jit
        def epoch(state, order, x, labels):
            def step(state, rows):
                return update(state, x[rows], labels[rows]), None
            return jax.lax.scan(step, state, order)[0]

        @jax.jit
        def accuracy(state, x, y):
            return jnp.mean(jnp.argmax(jax_logits(state[0], x, "relu"), axis=1) == y)

        _jax_compiled = epoch, accuracy
    epoch, accuracy = _jax_compiled
    random = np.random.default_rng(seed)
    state = jax_state((64, 64, 10), seed)
    x, labels, test_x, test_y = (jnp.array(part) for part in (x, labels, test_x, test_y))
    while True:
        order = random.permutation(len(x))[:steps * BATCH].reshape(steps, BATCH)
        state = epoch(state, order, x, labels)
        yield float(accuracy(state, test_x, test_y))


def run(peer, threads, seeds, started):
    """The first run may pay for compiling; the median leaves that out."""
    epochs = {"sklearn": sklearn_epochs, "torch": torch_epochs, "jax": jax_epochs}[peer]
    data = digits()
    # Modules that a run imports are not counted as training.
    {"sklearn": lambda: __import__("sklearn.neural_network"), "torch": lambda: __import__("torch"),
     "jax": lambda: __import__("jax")}[peer]()
    loading = time.perf_counter() - started
    times, counts, reached = [], [], True
    for seed in range(seeds):
        begin = time.perf_counter()
        for count, accuracy in enumerate(epochs(data, threads, seed), 1):
            if accuracy >= ENOUGH or count == MOST_EPOCHS:
                break
        times.append(time.perf_counter() - begin)
        counts.append(count)
        reached = reached and accuracy >= ENOUGH
    return {
        "threads": threads, "reached": reached, "seconds": statistics.median(times), "seconds_first": times[0],
        "seconds_loading": loading, "epochs": statistics.median(counts), "seeds": seeds,
    }

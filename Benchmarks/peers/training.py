"""A training step of each peer: functions that return (a call, what waits for its end, steps a call)."""
import numpy as np

RATE = 1e-4


def minibatch(scenario):
    random = np.random.default_rng(1)
    inputs = random.standard_normal((scenario.batch, scenario.sizes[0])).astype(np.float32)
    return inputs, random.integers(0, scenario.sizes[-1], scenario.batch)


def nothing():
    pass


def torch_model(sizes, activation):
    import torch
    modules = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        modules += [torch.nn.Linear(inputs, outputs), torch.nn.Tanh() if activation == "tanh" else torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def torch_step(scenario, threads, compiled=False):
    import torch
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = torch_model(scenario.sizes, scenario.activation)
    inputs, classes = (torch.from_numpy(part) for part in minibatch(scenario))
    rule = torch.optim.SGD if scenario.optimizer == "sgd" else torch.optim.Adam
    optimizer = rule(model.parameters(), lr=RATE, fused=True)

    def loss():
        return torch.nn.functional.cross_entropy(model(inputs), classes)

    evaluate = torch.compile(loss) if compiled else loss

    def step():
        optimizer.zero_grad(set_to_none=True)
        evaluate().backward()
        optimizer.step()

    return step, nothing, 1


def torch_compiled_step(scenario, threads):
    return torch_step(scenario, threads, compiled=True)


def jax_parameters(sizes, seed=1):
    import jax
    import jax.numpy as jnp
    keys = jax.random.split(jax.random.PRNGKey(seed), len(sizes) - 1)
    return [
        {"w": jax.random.normal(key, (m, n)) * np.sqrt(2 / m).astype(np.float32), "b": jnp.zeros(n)}
        for key, m, n in zip(keys, sizes, sizes[1:])
    ]


def jax_logits(parameters, inputs, activation):
    import jax
    import jax.numpy as jnp
    hidden = inputs
    for layer in parameters[:-1]:
        hidden = (jnp.tanh if activation == "tanh" else jax.nn.relu)(hidden @ layer["w"] + layer["b"])
    return hidden @ parameters[-1]["w"] + parameters[-1]["b"]


def jax_update(activation, optimizer, rate):
    """(state, inputs, labels) → state, to be compiled; the state is (parameters, moments, step)."""
    import jax
    import jax.numpy as jnp

    def loss(parameters, inputs, labels):
        return -jnp.mean(jnp.sum(labels * jax.nn.log_softmax(jax_logits(parameters, inputs, activation)), axis=1))

    def update(state, inputs, labels):
        parameters, moments, count = state
        gradient = jax.grad(loss)(parameters, inputs, labels)
        if optimizer == "sgd":
            return jax.tree.map(lambda p, g: p - rate * g, parameters, gradient), moments, count
        first, second = moments
        count = count + 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        # Both bias corrections in the rate, so that a parameter costs one root and one division.
        scale = jnp.sqrt(1 - 0.999**count)
        eta = rate * scale / (1 - 0.9**count)
        parameters = jax.tree.map(
            lambda p, m, v: p - eta * m / (jnp.sqrt(v) + 1e-8 * scale), parameters, first, second)
        return parameters, (first, second), count

    return update


def jax_state(sizes, seed=1):
    import jax
    import jax.numpy as jnp
    parameters = jax_parameters(sizes, seed)
    zeros = [jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)]
    return parameters, tuple(zeros), jnp.float32(0)


def jax_steps(scenario, steps):
    import jax
    import jax.numpy as jnp
    inputs, classes = minibatch(scenario)
    inputs, labels = jnp.array(inputs), jnp.array(np.eye(scenario.sizes[-1], dtype=np.float32)[classes])
    update = jax_update(scenario.activation, scenario.optimizer, RATE)

    def several(state, inputs, labels):
        return jax.lax.scan(lambda s, _: (update(s, inputs, labels), None), state, None, length=steps)[0]

    compiled = jax.jit(update if steps == 1 else several, donate_argnums=0)
    state = jax_state(scenario.sizes)

    def call():
        nonlocal state
        state = compiled(state, inputs, labels)

    return call, lambda: jax.block_until_ready(state), steps


def jax_step(scenario, threads):
    return jax_steps(scenario, 1)


def jax_scan(scenario, threads):
    return jax_steps(scenario, 10 if scenario.sizes[0] > 1000 else 100)


def tensorflow_step(scenario, threads):
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    inputs, classes = (tf.constant(part) for part in minibatch(scenario))
    hidden = [tf.keras.layers.Dense(size, activation=scenario.activation) for size in scenario.sizes[1:-1]]
    model = tf.keras.Sequential(
        [tf.keras.Input((scenario.sizes[0],)), *hidden, tf.keras.layers.Dense(scenario.sizes[-1])])
    rule = tf.keras.optimizers.SGD if scenario.optimizer == "sgd" else tf.keras.optimizers.Adam
    optimizer = rule(RATE)
    optimizer.build(model.trainable_variables)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = loss(classes, model(inputs, training=True))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))
        return value

    return step, nothing, 1


def sklearn_steps(scenario, threads):
    """An epoch of some minibatches: the library has no call for one."""
    from sklearn.neural_network import MLPClassifier
    steps = 4 if scenario.sizes[0] > 1000 else 40
    rows = steps * scenario.batch
    random = np.random.default_rng(1)
    inputs = random.standard_normal((rows, scenario.sizes[0])).astype(np.float32)
    classes = np.arange(rows) % scenario.sizes[-1]
    model = MLPClassifier(
        scenario.sizes[1:-1], activation=scenario.activation, solver=scenario.optimizer, alpha=0, momentum=0,
        batch_size=scenario.batch, learning_rate_init=RATE, shuffle=False, random_state=1)
    known = np.arange(scenario.sizes[-1])
    return lambda: model.partial_fit(inputs, classes, classes=known), nothing, steps


PEERS = {
    "torch": torch_step, "torch-compile": torch_compiled_step, "jax-step": jax_step, "jax-scan": jax_scan,
    "tensorflow": tensorflow_step, "sklearn": sklearn_steps,
}

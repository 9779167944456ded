"""JAX, float64, one thread: GD and Hessian-vector products inside a jitted lax.scan, GD called once a step, and gradient flow by diffrax's Tsit5."""

import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np

from protocol import serve, timed

jax.config.update("jax_enable_x64", True)


def to_tree(problem, w):
    return [(jnp.asarray(matrix.T), jnp.asarray(bias)) for matrix, bias in problem.layers(w)]


def to_flat(tree):
    return np.concatenate([np.concatenate([np.asarray(matrix).T.ravel(), np.asarray(bias)]) for matrix, bias in tree])


def loss_of(problem):
    x, y = jnp.asarray(problem.x), jnp.asarray(problem.y)

    def loss(tree):
        a = x
        for matrix, bias in tree[:-1]:
            a = jnp.tanh(a @ matrix + bias)
        matrix, bias = tree[-1]
        return 0.5 * jnp.sum((a @ matrix + bias - y) ** 2) / x.shape[0]

    return loss


def step_of(problem):
    gradient = jax.grad(loss_of(problem))
    rate = problem.step_size
    return lambda tree: jax.tree.map(lambda w, g: w - rate * g, tree, gradient(tree))


def block_length(run, tree):
    """Steps in one scan, so that a call takes about a twentieth of a second."""
    run(tree, 8)
    t = timed(lambda: jax.block_until_ready(run(tree, 8)) and 8, 0.02)
    return max(8, int(0.05 * t["units"] / t["wall"]))


def scanned(step, tree, *fixed):
    """Repeats `step(tree, *fixed)` inside one jitted scan, from `tree` each time. `fixed` is passed in, so that nothing is folded at compile time."""
    compiled = {}

    def run(start, length):
        if length not in compiled:
            compiled[length] = jax.jit(lambda s, *f: jax.lax.scan(lambda c, _: (step(c, *f), None), s, None, length=length)[0])
        return compiled[length](start, *fixed)

    length = block_length(run, tree)
    jax.block_until_ready(run(tree, length))
    return lambda: jax.block_until_ready(run(tree, length)) and length


def check_loss(problem, step, tree):
    for _ in range(10):
        tree = step(tree)
    return float(loss_of(problem)(tree))


def gd_scan(problem):
    step, tree = step_of(problem), to_tree(problem, problem.w)
    return check_loss(problem, step, tree), scanned(step, tree)


def gd_step(problem):
    step, tree = jax.jit(step_of(problem)), to_tree(problem, problem.w)
    check = check_loss(problem, step, tree)

    def call():
        t = tree
        for _ in range(20):
            t = step(t)
        jax.block_until_ready(t)
        return 20

    return check, call


def dot(a, b):
    return sum(jnp.vdot(p, q) for p, q in zip(jax.tree.leaves(a), jax.tree.leaves(b)))


def hvp(problem):
    """Power iteration: each product starts from the one before it, so that none can be left out."""
    gradient = jax.grad(loss_of(problem))
    tree, v = to_tree(problem, problem.w), to_tree(problem, problem.v)

    def product(v, w):
        return jax.jvp(gradient, (w,), (v,))[1]

    def step(v, w):
        u = product(v, w)
        scale = 1 / jnp.sqrt(dot(u, u))
        return jax.tree.map(lambda p: p * scale, u)

    return float(dot(v, product(v, tree))), scanned(step, v, tree)


def flow(problem):
    import diffrax

    gradient = jax.grad(loss_of(problem))
    tolerance, horizon = problem.options["tolerance"], problem.options["time"]
    term = diffrax.ODETerm(lambda t, w, _: jax.tree.map(jnp.negative, gradient(w)))

    @jax.jit
    def solve(tree):
        solution = diffrax.diffeqsolve(
            term, diffrax.Tsit5(), 0.0, horizon, None, tree, max_steps=None, adjoint=diffrax.ForwardMode(),
            stepsize_controller=diffrax.PIDController(rtol=tolerance, atol=tolerance),
        )
        return jax.tree.map(lambda w: w[-1], solution.ys), solution.stats["num_steps"]

    tree = to_tree(problem, problem.w)
    jax.block_until_ready(solve(tree))
    end = {}

    def call():
        end["tree"], end["steps"] = jax.block_until_ready(solve(tree))
        return 1

    return None, call, lambda: {"gradients": 6 * int(end["steps"]) + 1, "end": to_flat(end["tree"]).tolist()}


if __name__ == "__main__":
    serve("JAX", jax.__version__, {"gd": gd_scan, "gd-step": gd_step, "hvp": hvp, "flow": flow})

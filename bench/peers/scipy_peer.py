"""Gradient flow by SciPy's RK45, the gradient written out in NumPy."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import scipy
from scipy.integrate import solve_ivp

from protocol import serve


def gradient_of(problem):
    x, y = problem.x, problem.y

    def gradient(w):
        layers = problem.layers(w)
        activations = [x]
        for matrix, bias in layers[:-1]:
            activations.append(np.tanh(activations[-1] @ matrix.T + bias))
        matrix, bias = layers[-1]
        delta = (activations[-1] @ matrix.T + bias - y) / x.shape[0]
        parts = []
        for (matrix, _), a in zip(reversed(layers), reversed(activations)):
            parts.append(np.concatenate([(delta.T @ a).ravel(), delta.sum(0)]))
            delta = (delta @ matrix) * (1 - a * a)
        return np.concatenate(parts[::-1])

    return gradient


def flow(problem):
    gradient = gradient_of(problem)
    tolerance, horizon = problem.options["tolerance"], problem.options["time"]
    method = problem.options.get("method", "RK45")
    end = {}

    def call():
        end["solution"] = solve_ivp(lambda t, w: -gradient(w), (0.0, horizon), problem.w, method=method, rtol=tolerance, atol=tolerance)
        return 1

    return None, call, lambda: {"gradients": int(end["solution"].nfev), "end": end["solution"].y[:, -1].tolist()}


if __name__ == "__main__":
    serve("SciPy", scipy.__version__, {"flow": flow})

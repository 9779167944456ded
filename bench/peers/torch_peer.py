"""PyTorch, eager, float64, one thread."""

import torch

from protocol import serve

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def parameters(problem, w):
    return [torch.tensor(part) for layer in problem.layers(w) for part in layer]


def loss_of(problem):
    x, y = torch.tensor(problem.x), torch.tensor(problem.y)

    def loss(tensors):
        a = x
        for i in range(0, len(tensors) - 2, 2):
            a = torch.tanh(torch.nn.functional.linear(a, tensors[i], tensors[i + 1]))
        return 0.5 * ((torch.nn.functional.linear(a, tensors[-2], tensors[-1]) - y) ** 2).sum() / x.shape[0]

    return loss


def gd(problem):
    loss = loss_of(problem)

    def run(count):
        tensors = [p.requires_grad_() for p in parameters(problem, problem.w)]
        optimiser = torch.optim.SGD(tensors, lr=problem.step_size)
        for _ in range(count):
            optimiser.zero_grad()
            loss(tensors).backward()
            optimiser.step()
        return tensors

    check = loss(run(10)).item()
    return check, lambda: run(20) and 20


def hvp(problem):
    loss = loss_of(problem)
    tensors = [p.requires_grad_() for p in parameters(problem, problem.w)]
    v = parameters(problem, problem.v)

    def product(v):
        gradient = torch.autograd.grad(loss(tensors), tensors, create_graph=True)
        return torch.autograd.grad(gradient, tensors, grad_outputs=v)

    def dot(a, b):
        return sum(torch.dot(p.reshape(-1), q.reshape(-1)) for p, q in zip(a, b))

    def call():
        u = v
        for _ in range(10):
            u = product(u)
            scale = 1 / torch.sqrt(dot(u, u))
            u = [p * scale for p in u]
        return 10

    return dot(v, product(v)).item(), call


if __name__ == "__main__":
    serve("PyTorch", torch.__version__, {"gd": gd, "hvp": hvp})

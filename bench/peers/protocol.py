"""What the peers share: one JSON request a line on standard input, one JSON answer a line on standard output.

prepare  {"do": "prepare", "kind", "widths", "examples", "stepSize", "files": {"x", "y", "w", "v"}, "options"}
         -> {"check": number}: a number that every peer must agree on (the loss after ten steps, vᵀHv, …)
time     {"do": "time", "kind", "seconds": s} -> {"units", "wall", "cpu"}: at least one call of what was last prepared
         under that kind, as many as fit into s; a flow adds {"gradients", "end"}
The files hold float64 numbers: x and y one example a row; w each layer's matrix (rows = outputs), then its bias.
"""

import json
import sys
import time

import numpy as np


class Problem:
    """The data and the start of one benchmark row."""

    def __init__(self, request):
        self.kind = request["kind"]
        self.widths = request["widths"]
        self.step_size = request["stepSize"]
        self.options = request.get("options", {})
        files = request["files"]
        self.x = np.fromfile(files["x"]).reshape(-1, self.widths[0])
        self.y = np.fromfile(files["y"]).reshape(-1, self.widths[-1])
        self.w = np.fromfile(files["w"])
        self.v = np.fromfile(files["v"])

    def layers(self, w):
        """The flat vector as [(matrix out × in, bias), …]."""
        out, at = [], 0
        for inputs, outputs in zip(self.widths[:-1], self.widths[1:]):
            matrix = w[at : at + outputs * inputs].reshape(outputs, inputs)
            at += outputs * inputs
            out.append((matrix, w[at : at + outputs]))
            at += outputs
        return out


def timed(call, seconds):
    """Runs `call`, which says how many units it did, until `seconds` have passed; always at least once."""
    units, wall, cpu = 0, time.perf_counter(), time.process_time()
    while True:
        units += call()
        if time.perf_counter() - wall >= seconds:
            break
    return {"units": units, "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def serve(name, version, kinds):
    """Answers requests until standard input closes. `kinds`: kind -> function(problem) -> (check, call[, report])."""
    print(json.dumps({"name": name, "version": version, "kinds": list(kinds)}), flush=True)
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["kind"]
        if request["do"] == "prepare":
            check, *prepared[kind] = kinds[kind](Problem(request))
            answer = {"check": check}
        else:
            call, *report = prepared[kind]
            answer = timed(call, request["seconds"])
            for tell in report:
                answer |= tell()
        print(json.dumps(answer), flush=True)

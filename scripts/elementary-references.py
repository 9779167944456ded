"""Makes test/kernel/fixtures/elementary.json: references for the elementary functions, computed by mpmath with 60 digits.

Run with mpmath installed: python scripts/elementary-references.py [points per function] > test/kernel/fixtures/elementary.json
For each function a base64 text of little-endian records: the argument(s) as float64, the rounded value as float64, and a signed byte:
(exact − rounded value) in 1/256 of the rounded value's unit in the last place.
"""
import base64
import json
import math
import random
import struct
import sys

from mpmath import mp, mpf, cos, erf, erfc, exp, expm1, log, log1p, pi, power, sin, sqrt, tanh

mp.dps = 60
random.seed(20)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 1200


def logarithmic(low, high):
    """2^u, u uniform, with random last bits."""
    return 2.0 ** random.uniform(low, high)


def around(x, steps=3):
    """The neighbours of x."""
    out = [x]
    up = down = x
    for _ in range(steps):
        up = math.nextafter(up, math.inf)
        down = math.nextafter(down, -math.inf)
        out += [up, down]
    return out


def signed(f):
    return f() * random.choice((-1, 1))


def points(ordinary, tiny, huge, branches):
    """A third uniform on `ordinary`, the rest logarithmic from 2^tiny to 2^huge, and the neighbourhoods of the branch points."""
    out = []
    for b in branches:
        out += around(float(b))
    low, high = ordinary
    while len(out) < count * 2 // 5:
        out.append(random.uniform(low, high))
    sign = signed if low < 0 else (lambda f: f())
    while len(out) < count:
        out.append(sign(lambda: logarithmic(tiny, huge) if random.random() < 0.5 else logarithmic(-12, min(huge, 8))))
    return out


ln2 = math.log(2)
steps = [s * (k + 0.5) * ln2 / 64 for k in (0, 1, 2, 31, 63, 64, 65) for s in (-1, 1)]
sixteenths = [s * (k + 0.5) / 16 for k in (0, 1, 2, 3, 8, 100, 304, 305) for s in (-1, 1)]
quarters = []
for _ in range(max(8, count // 100)):
    quarters.append(float(mpf(random.randrange(1, 2 ** random.randrange(1, 52))) * pi / 2))
# the float64 number nearest to a multiple of π/2, relative to its size (Muller, Elementary Functions, ch. 11)
quarters += [6381956970095103.0 * 2.0**797, 6411027962775774.0 * 2.0**-48, 1048576.0, 1048577.0, math.pi / 4, math.pi / 2, math.pi, 2.0**55, 2.0**1023]
normal = lambda x: exp(-mpf(x) ** 2 / 2)

cases = {
    "exp": (exp, points((-20, 20), -60, 9.4, [*steps, 708, -708, 709.78, -708.4, -745.1, -740.0, -709.5])),
    "expm1": (expm1, points((-3, 3), -1060, 9.4, [*steps, 700, -50, -37, 708, -36.04])),
    "log": (log, points((0.3, 3), -1074, 1024, [math.sqrt(2), math.sqrt(0.5), 1, 2, 2.0**-1022, 1.7e308])),
    "log1p": (log1p, [x for x in points((-0.999, 3), -1074, 1023, [math.sqrt(2) - 1, math.sqrt(0.5) - 1, 1, 2.0**53, 2.0**54, -0.5]) if x > -1]),
    "tanh": (tanh, points((-5, 5), -1060, 5, [*sixteenths, 19.06, 19.125, 18.71, 18.4])),
    "sigmoid": (lambda x: 1 / (1 + exp(-x)), points((-6, 6), -1060, 9.47, [*steps, -708, -709, 36.7, -36.7])),
    "softplus": (lambda x: log1p(exp(x)), points((-6, 6), -1060, 9.47, [*steps, -708, -709, 36.7, -0.8814])),
    "sin": (sin, points((-10, 10), -1060, 1023.9, quarters)),
    "cos": (cos, points((-10, 10), -60, 1023.9, quarters)),
    "erf": (erf, points((-3, 3), -1020, 3, [1, -1, 0.5, 5.9])),
    "normalDensity": (lambda x: normal(x) / sqrt(2 * pi), points((-6, 6), -30, 5.27, [0.5, 37.6, -38.4])),
    "normalCdf": (lambda x: erfc(-x / sqrt(mpf(2))) / 2, points((-6, 6), -60, 5.24, [0.67, -0.67, -37.5, 8.2])),
}


def record(arguments, exact):
    try:
        value = float(exact)
    except OverflowError:
        return b""
    if math.isinf(value):
        return b""
    part = round(float((exact - mpf(value)) / mpf(math.ulp(value)) * 256))
    return struct.pack("<%ddb" % (len(arguments) + 1), *arguments, value, max(-128, min(127, part)))


result = {}
for name, (f, arguments) in cases.items():
    result[name] = base64.b64encode(b"".join(record([x], f(mpf(x))) for x in arguments)).decode()

pairs = []
while len(pairs) < count:
    kind = len(pairs) % 5
    if kind == 0:
        x, y = logarithmic(-1074, 1024), random.uniform(-1, 1) * 1100
    elif kind == 1:
        x, y = random.uniform(0, 10), random.uniform(-30, 30)
    elif kind == 2:
        x, y = 1 + signed(lambda: logarithmic(-53, -2)), signed(lambda: logarithmic(0, 60))
    elif kind == 3:
        x, y = float(random.randrange(2, 1000)), float(random.randrange(-60, 60))
    else:
        x = logarithmic(-200, 200)
        y = random.uniform(-745, 710) / math.log(x)
    if x > 0 and abs(y * math.log(x)) < 745:
        pairs.append((x, y))
result["pow"] = base64.b64encode(b"".join(record([x, y], power(mpf(x), mpf(y))) for x, y in pairs)).decode()
print(json.dumps(result, indent=1))

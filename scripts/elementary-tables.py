"""Makes src/kernel/assembly/elementaryTables.ts: the tables and polynomial coefficients of the elementary functions.

Run with mpmath installed: python scripts/elementary-tables.py > src/kernel/assembly/elementaryTables.ts
Polynomials are Chebyshev fits in 60-digit arithmetic, rounded to float64. The tanh table holds pairs (a, tanh a) with a near
j/16 chosen so that tanh a is a float64 number to about 12 extra bits (Gal's accurate tables, ACM TOMS 17 (1991) 26).
"""
import math
from mpmath import mp, mpf, chebyfit, taylor, exp, log, tanh, atanh, sin, cos, sqrt, pi, erf, erfc, floor, ldexp

mp.dps = 60


def rounded(x, bits=53):
    """x rounded to a number of bits, as a float."""
    x = mpf(x)
    if x == 0:
        return 0.0
    e = math.frexp(float(x))[1]
    return float(ldexp(mp.nint(ldexp(x, bits - e)), e - bits))


def js(x):
    return repr(float(x))


def ulp(x):
    return math.ulp(x)


lines = []


def emit(name, doc, values, per_line=4, align=16):
    lines.append(f"/** {doc} */")
    lines.append("// prettier-ignore")
    lines.append("// @ts-ignore: decorator")
    lines.append(f"@inline export const {name}: usize = memory.data<f64>([")
    for i in range(0, len(values), per_line):
        lines.append("  " + ", ".join(js(v) for v in values[i : i + per_line]) + ",")
    lines.append(f"], {align});")


def fit(f, interval, degree):
    """Coefficients, lowest first."""
    return list(reversed(chebyfit(f, interval, degree + 1)))


def padded(coefficients):
    """As floats, with zeros up to a multiple of four."""
    return [float(c) for c in coefficients] + [0.0] * (-len(coefficients) % 4)


def near_zero(f, order, count=24):
    """A function that uses the Taylor series of f near 0 (where a quotient would be 0/0)."""
    series = order

    def g(x):
        if abs(x) < mpf(10) ** -4:
            return sum(c * x**k for k, c in enumerate(series[:count]))
        return f(x)

    return g


# --- exp: 2^(j/64) as hi + lo, ln 2 / 64 in two parts, (e^r - 1 - r)/r^2
N = 64
L = log(2) / N
L1 = rounded(L, 35)
L2 = float(L - mpf(L1))
half = L / 2 * mpf("1.001")
quotient = near_zero(lambda r: (exp(r) - 1 - r) / r**2, [1 / mp.factorial(k + 2) for k in range(24)])
q = fit(quotient, [-half, half], 3)
emit("expConstants", "64/ln 2; 1.5·2^52; ln 2/64 in two parts; (e^r − 1 − r)/r² on |r| ≤ ln 2/128, lowest power first; largest plain argument; 1; the same quotient with one coefficient more, for e^x − 1.",
     [float(N / log(2)), 1.5 * 2.0**52, L1, L2, *[float(c) for c in q], 708.0, 1.0, *[float(c) for c in fit(quotient, [-half, half], 4)]])
table = []
for j in range(N):
    t = mpf(2) ** (mpf(j) / N)
    hi = float(t)
    table += [hi, float(t - mpf(hi))]
emit("expTable", "2^(j/64), j = 0 … 63, each as a rounded value and what the rounding lost.", table)

# --- tanh
accurate = [0.0, 0.0]
worst = 0
last = 306
for j in range(1, last + 1):
    target = mpf(j) / 16
    T0 = float(tanh(target))
    if T0 == 1.0:
        accurate += [float(target), 1.0]
        continue
    best = None
    for i in range(0, 4000):
        step = (i + 1) // 2 * (1 if i % 2 else -1)
        T = T0 + step * ulp(T0)
        if T >= 1.0:
            continue
        a = float(atanh(mpf(T)))
        if a < 2 ** -6:
            continue
        err = abs(tanh(mpf(a)) - mpf(T)) / mpf(ulp(T))
        if best is None or err < best[0]:
            best = (err, a, T)
        if best[0] < 2.0**-11:
            break
    offset = abs(best[1] - float(target))
    # where tanh a is 1 less a few units in the last place, such a are rare, but a larger offset does no harm there
    assert offset < 1 / 256 or T0 > 1 - 2**-45, (j, best)
    if offset >= 0.06:
        best = (None, float(target), T0)
    accurate += [best[1], best[2]]
z = (mpf(1) / 32 + mpf(1) / 200) ** 2
series = [c for c in taylor(tanh, 0, 61)]
oddseries = series[3::2]
p = fit(near_zero(lambda u: (tanh(sqrt(u)) / sqrt(u) - 1) / u, oddseries), [0, z], 3)
emit("tanhConstants", "Largest argument that matters; 1.5·2^48 (whose last bit is worth 1/16); (tanh b − b)/b³ as a polynomial in b².", [last / 16, 1.5 * 2.0**48, *[float(c) for c in p]])
emit("tanhTable", "Pairs (a, tanh a), a near j/16.", accurate, 2)

# --- log, log1p: f - f²/2 + s (f²/2 + R(s²)), s = f/(2+f)
zmax = (3 - 2 * sqrt(mpf(2))) ** 2
lg = fit(near_zero(lambda u: (2 * atanh(sqrt(u)) / sqrt(u) - 2) / u, [mpf(2) / (2 * k + 3) for k in range(24)]), [0, zmax], 6)
LN2 = log(2)
ln2hi = rounded(LN2, 32)
emit("logConstants", "ln 2 in two parts; (2 artanh s − 2s)/s³ as a polynomial in s².", [ln2hi, float(LN2 - mpf(ln2hi)), *[float(c) for c in lg]])

# --- sin, cos
zq = (pi / 4 * mpf("1.0001")) ** 2
sc = fit(near_zero(lambda u: (sin(sqrt(u)) / sqrt(u) - 1) / u, [(-1) ** (k + 1) / mp.factorial(2 * k + 3) for k in range(24)]), [0, zq], 5)
cc = fit(near_zero(lambda u: (cos(sqrt(u)) - 1 + u / 2) / u**2, [(-1) ** k / mp.factorial(2 * k + 4) for k in range(24)]), [0, zq], 5)
P1 = rounded(pi / 2, 33)
P2 = rounded(pi / 2 - mpf(P1), 33)
P3 = float(pi / 2 - mpf(P1) - mpf(P2))
emit("trigonometricConstants", "2/π; π/2 in three parts (33, 33, 53 bits); (sin r − r)/r³, then (cos r − 1 + r²/2)/r⁴, both polynomials in r²; largest plainly reduced argument.",
     [float(2 / pi), P1, P2, P3, *[float(c) for c in sc], *[float(c) for c in cc], 2.0**20])
mp.prec = 1400
bits = int(floor(ldexp(2 / pi, 64 * 20)))
words = [0] + [(bits >> (64 * (19 - i))) & (2**64 - 1) for i in range(20)]
mp.dps = 60
lines.append("/** 2/π to 1280 bits: a word of zeros, then 64 bits a word from the point on. */")
lines.append("// prettier-ignore")
lines.append("// @ts-ignore: decorator")
lines.append("@inline export const twoOverPi: usize = memory.data<u64>([")
for i in range(0, 21, 4):
    lines.append("  " + ", ".join(f"0x{w:016x}" for w in words[i : i + 4]) + ",")
lines.append("], 16);")

# --- the normal tail: erfc(a) = exp(-a²) t g, t = (a - K)/(a + K) (Shepherd & Laframboise, Math. Comp. 36 (1981) 249: (1 + 2a) e^{a²} erfc a)
K = mpf(3.75)


def scaled(t):
    a = K * (1 + t) / (1 - t) if t < 1 else None
    if a is None:
        return 2 / sqrt(pi)
    if a > 1000:
        # asymptotic series of sqrt(pi) a e^{a²} erfc a
        s = sum((-1) ** k * mp.fac2(2 * k - 1) / (2 * a * a) ** k for k in range(8))
        return (1 + 2 * a) * s / (a * sqrt(pi))
    return (1 + 2 * a) * exp(a * a) * erfc(a)


E0 = mpf("0.4")
tlow = (E0 - K) / (E0 + K)
g = fit(scaled, [tlow, mpf(1)], 22)
esmall = mpf("1.01")
ep = fit(near_zero(lambda u: erf(sqrt(u)) / sqrt(u) - 1, [2 / sqrt(pi) * (-1) ** k / (mp.factorial(k) * (2 * k + 1)) - (1 if k == 0 else 0) for k in range(30)]), [0, esmall**2], 13)
emit("erfConstants", "(1 + 2a) e^{a²} erfc a in t = (a − 3.75)/(a + 3.75), 23 coefficients and a zero, a ≥ 0.4; erf x / x − 1 in x², 14 coefficients and two zeros, |x| ≤ 1.", [*padded(g), *padded(ep)])
cp = fit(near_zero(lambda u: erf(sqrt(u / 2)) / sqrt(u) / 2, [1 / sqrt(2 * pi) * (-1) ** k / (mp.factorial(k) * (2 * k + 1) * mpf(2)**k) for k in range(30)]), [0, mpf("0.81")], 11)
Z = mpf(5.25)


def tail(t):
    if t == 1:
        return 1 / sqrt(2 * pi)
    z = Z * (1 + t) / (1 - t)
    if z > 1000:
        return (1 + z) / (z * sqrt(2 * pi)) * sum((-1) ** k * mp.fac2(2 * k - 1) / z ** (2 * k) for k in range(8))
    return (1 + z) * exp(z * z / 2) * erfc(z / sqrt(mpf(2))) / 2


g = fit(tail, [(mpf("0.65") - Z) / (mpf("0.65") + Z), mpf(1)], 22)
density = 1 / sqrt(2 * pi)
emit("normalConstants", "1/√(2π), and the relative error of that; (1 + z) e^{z²/2} (1 − Φ(z)) in t = (z − 5.25)/(z + 5.25), 23 coefficients and two zeros, what the rounding of the first lost after it, z ≥ 0.65; (Φ(x) − ½)/x in x², 12 coefficients, |x| ≤ 0.9.",
     [float(density), float((density - mpf(float(density))) / density), float(g[0]), float(g[0] - mpf(float(g[0]))), *padded(g[1:]), *padded(cp)])

print("// Made by scripts/elementary-tables.py; do not edit.\n")
print("\n".join(lines))

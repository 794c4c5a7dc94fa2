"""ES256 (RFC 7518, 3.4: ECDSA over P-256 with SHA-256), to verify alone: with public values, time may tell of them."""

import hashlib

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    1,
)
INFINITY = (1, 1, 0)


def is_on_curve(x: int, y: int) -> bool:
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x - 3 * x + B)) % P == 0


def verify(public_key: tuple[int, int], message: bytes, signature: bytes) -> bool:
    """Whether `signature` (r and s, 32 bytes each) of `message` is by the holder of `public_key`, a point on the curve."""
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if len(signature) != 64 or not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest())
    inverse = pow(s, -1, N)
    x, _, z = _sum_of_products(digest * inverse % N, G, r * inverse % N, (*public_key, 1))
    return z != 0 and x * pow(z, -2, P) % P % N == r


def _sum_of_products(a, point, b, other):
    """a·point + b·other, bit by bit for both at once; points are Jacobian: x/z², y/z³."""
    steps = (None, point, other, _add(point, other))
    result = INFINITY
    for bit in range(255, -1, -1):
        result = _double(result)
        step = steps[(a >> bit & 1) | (b >> bit & 1) << 1]
        result = _add(result, step) if step else result
    return result


def _double(point):
    x, y, z = point
    squared_y, squared_z = y * y % P, z * z % P
    slope = 3 * (x - squared_z) * (x + squared_z)
    beta = 4 * x * squared_y
    new_x = (slope * slope - 2 * beta) % P
    return new_x, (slope * (beta - new_x) - 8 * squared_y * squared_y) % P, 2 * y * z % P


def _add(point, other):
    if point[2] == 0 or other[2] == 0:
        return other if point[2] == 0 else point
    (x1, y1, z1), (x2, y2, z2) = point, other
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, s1 = x1 * zz2 % P, y1 * zz2 * z2 % P
    run, rise = (x2 * zz1 - u1) % P, (y2 * zz1 * z1 - s1) % P
    if run == 0:
        return _double(point) if rise == 0 else INFINITY
    run2 = run * run % P
    run3, v = run2 * run % P, u1 * run2 % P
    x = (rise * rise - run3 - 2 * v) % P
    return x, (rise * (v - x) - s1 * run3) % P, run * z1 * z2 % P

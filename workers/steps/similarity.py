"""How alike two texts are, told from their signatures: all that the relay needs of them."""

PERMUTATIONS = 512
BITS = 2

_LOW_BITS = int.from_bytes(b"\x55" * (PERMUTATIONS * BITS // 8))


def similarity(one: bytes, other: bytes) -> float:
    """Estimate two texts' Jaccard similarity from their signatures: the share of equal minima, less those equal by chance."""
    bits = int.from_bytes(one) ^ int.from_bytes(other)
    unequal = ((bits | bits >> 1) & _LOW_BITS).bit_count()
    unequal_by_chance = 1 - 0.5**BITS
    return max(0.0, 1 - unequal / (PERMUTATIONS * unequal_by_chance))

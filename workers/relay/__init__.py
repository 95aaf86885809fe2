"""The relay: an article visits its claims, and learns if it is new, revised or seen before."""

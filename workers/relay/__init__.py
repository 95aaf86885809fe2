"""The relay: an article visits its claims in order and learns whether it is new, revised, or has been seen before."""

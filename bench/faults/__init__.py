"""The faults of `make chaos`, by what they befall."""

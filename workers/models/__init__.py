"""What files hold for the steps: weights, word lists, the language model, loaded into `Tools`."""

from workers.models.load import load_tools

__all__ = ["load_tools"]

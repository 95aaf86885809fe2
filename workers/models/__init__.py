"""What steps work with and files hold: weights, word lists, the language model, loaded once for each process into `Tools`."""

from workers.models.load import load_tools

__all__ = ["load_tools"]

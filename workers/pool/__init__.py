"""Processes that prepare pages side by side, within limits of time and memory."""

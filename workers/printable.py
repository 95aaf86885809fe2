"""What a page says, made fit for a terminal: its words are anybody's."""


def printable(text: str) -> str:
    """Escape what would do something to a terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)

"""The memory that processes hold."""

from pathlib import Path


def resident(parent: int) -> dict[int, float]:
    """Tell the resident memory (MiB, shared pages in each) of a process and of all below it, by process id."""
    found: dict[int, float] = {}
    waiting = [parent]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        try:
            fields = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            if "VmRSS" in fields:
                found[int(process.name)] = int(fields["VmRSS"].split()[0]) / 1024
            for task in (process / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    return found

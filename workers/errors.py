"""Every error that ends a command or a worker: its one line, and its exit code."""

from typing import ClassVar

CALLED_WRONGLY = 2
"""What the command was given cannot be used: arguments, settings, files, folders."""

WORKER_FAILED = 70
"""A worker cannot go on (EX_SOFTWARE): whoever starts it again goes on from what was committed."""


class NewsmillError(Exception):
    """The base: one line that says what is wrong, where, and what to do. A command ends with its exit code."""

    exit_code: ClassVar[int] = 1


class SettingsError(NewsmillError):
    """A NEWSMILL_* variable that is unknown or has a bad value: the line names it and says what would be right."""

    exit_code = CALLED_WRONGLY


class InputError(NewsmillError):
    """A path on the command line cannot be read at all."""

    exit_code = CALLED_WRONGLY


class OutputError(NewsmillError):
    """An output cannot be opened."""

    exit_code = CALLED_WRONGLY


class StateError(NewsmillError):
    """The state folder cannot be used."""

    exit_code = CALLED_WRONGLY


class WriteError(NewsmillError):
    """An output cannot be written any further."""


class CommitError(NewsmillError):
    """The state cannot be written any further."""


class NewerClaimsError(NewsmillError):
    """Claims are written in a form that this version does not know: a newer one wrote them."""


class PoolError(NewsmillError):
    """The pool cannot go on: a process or a thread of it could not be started, or failed."""


class KafkaFailure(NewsmillError):
    """Kafka cannot be reached, or does not do what it is asked."""


class KafkaUnreached(KafkaFailure):
    """Nobody answers: it may help to try again later."""


class CorruptError(KafkaFailure):
    """Records in Kafka that no client can read: which partition (a name and a number), which offsets, and where it is said what to do."""

    def __init__(self, message: str, partition: tuple[str, int] | None = None) -> None:
        super().__init__(message)
        self.partition = partition


class WorkerError(NewsmillError):
    """A worker cannot go on without losing something."""

    exit_code = WORKER_FAILED


class LostMessagesError(WorkerError):
    """A source partition's events do not follow each other: what lies between them was never seen."""


class ClaimsError(WorkerError):
    """Claims cannot be kept in the data folder: the disk or another process is in the way."""


class MovedGroundError(WorkerError):
    """A log is not what it was while work went on: it was cut, or its Kafka topic was made anew."""


class StalledError(WorkerError):
    """A worker has something to do and gets nowhere: where, and for how long."""

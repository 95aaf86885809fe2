"""Brokers that hang: what was asked of one is given up in seconds, what is slow is waited for.

aiokafka waits 40 seconds for whatever it has asked, and so long does all stand still that a broker leads which hangs. A shorter time
would cut large messages off on slow ways, again and again, and rebalances too. So where nothing moves on a connection, another one is
opened to the same broker: what answers there is slow at most, and is waited for longer. Not as long as aiokafka does: it may wait itself,
for another broker that hangs, and asks that for half a minute what it would ask its successor if it were asked again.
"""

import asyncio
import contextlib
import fcntl
import termios
import weakref
from array import array
from typing import Any

import aiokafka.conn
from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError, KafkaError, RequestTimedOutError

LOOK_SECONDS = 0.5
"""A connection is looked at so often. Looks are counted, not time: to a process that stood still itself, all others seem silent."""

SILENT_LOOKS = 4
"""Looks in a row that find nothing moved, after which it is tried whether the broker answers."""

PATIENT_LOOKS = 20
"""The same, after which what was asked is asked again though the broker answers: transactions have three times as long."""

OPEN_SECONDS = 3
"""How long a connection may take to open: several answers come in that time, and the client opens no other meanwhile."""

SHUNNED_SECONDS = 5
"""For how long a broker that hangs is not connected to: whoever did would wait, and the others of the client behind."""

FIND_COORDINATOR = 10

UNHURRIED = frozenset({11, 14, 19, 20, 21, 37})
"""What brokers answer when others have done something, by Kafka's numbers of requests: JoinGroup and SyncGroup, where the members of a group
have come, CreateTopics, DeleteTopics, DeleteRecords, CreatePartitions."""

_shunned: dict[str, float] = {}
"""Until when each broker is not connected to, by the clock of event loops: one, whichever of them it is."""

_tried: dict[str, "asyncio.Task[None]"] = {}


class Connection(AIOKafkaConnection):  # type: ignore[misc] # aiokafka has no types
    """A connection that is closed where its broker hangs, with something asked."""

    def __init__(self, host: str, port: int, **options: Any) -> None:
        super().__init__(host, port, **options)
        self._options = options
        self._address = f"{host}:{port}"
        self._look: asyncio.TimerHandle | None = None
        self._mark: object = None
        self._looks = 0

    async def connect(self) -> Any:
        """Open it. Raises TimeoutError where that takes too long, in whichever step; KafkaConnectionError where it has just done so."""
        if self._is_shunned:
            raise KafkaConnectionError(f"{self._address} hangs")
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                opened = await super().connect()
        except TimeoutError:
            _shunned[self._address] = self._loop.time() + SHUNNED_SECONDS
            raise
        self._look_later()
        return opened

    def close(self, reason: CloseReason | None = None, exc: BaseException | None = None) -> Any:
        """Close it, and tell who asked what has to be told for them to ask again.

        Told of a broken connection, a producer that looks for its coordinator ends for good. Told of a TimeoutError, a client looks its
        connection up, to close it, and ends for good where that is gone.
        """
        for _, request, answer in self._requests:
            if not answer.done() and (reason is CloseReason.CONNECTION_TIMEOUT or _kind(request) == FIND_COORDINATOR):
                answer.set_exception(RequestTimedOutError())
        if self._look:
            self._look.cancel()
        return super().close(reason, exc)

    def look(self) -> None:
        """Take note of what has moved. Where nothing has for too long, try the broker, and close the connection where that hangs."""
        if self._reader is None:  # it is closed
            return
        come, to_go = len(self._reader._buffer), _to_go(self._writer.transport)  # noqa: SLF001 # bytes
        mark = (self._requests[0][0] if self._requests else None, self._last_action, come, to_go)
        self._looks = self._looks + 1 if self._requests and mark == self._mark else 0
        self._mark = mark
        if self._is_given_up:
            self.close(CloseReason.CONNECTION_TIMEOUT)
            return
        if self._looks >= SILENT_LOOKS and self._address not in _tried:
            _tried[self._address] = self._loop.create_task(self._try())
        self._look_later()

    @property
    def _is_given_up(self) -> bool:
        if self._looks < SILENT_LOOKS:
            return False
        return self._is_shunned or (self._looks >= PATIENT_LOOKS and _kind(self._requests[0][1]) not in UNHURRIED)

    @property
    def _is_shunned(self) -> bool:
        return bool(self._loop.time() < _shunned.get(self._address, 0))

    def _look_later(self) -> None:
        self._look = self._loop.call_later(LOOK_SECONDS, _look_at, weakref.ref(self))

    async def _try(self) -> None:
        """Connect once more: a broker that hangs is shunned then."""
        connection = Connection(self._host, self._port, **{**self._options, "on_close": None})
        try:
            await connection.connect()
        except (KafkaError, OSError, TimeoutError):
            return
        finally:
            connection.close()
            del _tried[self._address]


def _to_go(transport: asyncio.WriteTransport) -> int:
    """Count the bytes that have not arrived yet: asyncio's, and those that the system holds, megabytes on slow ways."""
    held = array("i", [0])
    with contextlib.suppress(OSError):  # not every system tells
        fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, held)
    return transport.get_write_buffer_size() + held[0]


def _kind(request: object) -> int:
    """Kafka's number of a kind of request; -1 for what is none, a step of SASL's."""
    return getattr(request, "API_KEY", -1)


def _look_at(reference: "weakref.ref[Connection]") -> None:
    if connection := reference():
        connection.look()


def watch_connections() -> None:
    """Have all of aiokafka's clients in this process open such connections."""
    aiokafka.conn.AIOKafkaConnection = Connection

"""A TCP proxy before a broker, for tests and campaigns: it can stall its connections, reset them, and slow them down."""

import asyncio
import contextlib
import socket
import struct
from threading import Thread
from types import TracebackType
from typing import Self

CHUNK = 64 * 1024
SLICE_SECONDS = 0.05
"""A slow connection gets its bytes in slices of this time."""

RESET_AT_CLOSE = struct.pack("ii", 1, 0)
"""Close at once, and tell the other side by a reset."""


class Proxy:
    """Hands connections on to a port of this machine, in a thread of its own. Started and ended as a context."""

    def __init__(self, port: int, target: int = 0) -> None:
        """Take the port that it listens at, and the one that it hands on to."""
        self.port = port
        self.target = target
        self.bytes_per_second = 0
        """How fast each connection is in each direction; 0 for as fast as it can be. It may be changed at any time."""
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._flows.set()
        self._gates: dict[asyncio.StreamWriter, asyncio.Event] = {}
        """What each connection's bytes go through, in one direction."""
        self._thread = Thread(target=self._loop.run_forever, name=f"proxy {port}", daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        door = socket.create_server(("127.0.0.1", self.port))
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK)  # what has not gone through shows at the sender
        serving = asyncio.start_server(self._serve, sock=door)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result()

    def stall(self) -> None:
        """Take connections, and all that comes on them, and hand nothing on."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def hold(self) -> None:
        """Hand on nothing of the connections that there are; new ones flow."""
        self._loop.call_soon_threadsafe(self._hold)

    def flow(self) -> None:
        """Hand on again, what came meanwhile too."""
        self._loop.call_soon_threadsafe(self._flow)

    def reset(self) -> None:
        """Reset all connections that there are; new ones are taken."""
        self._loop.call_soon_threadsafe(self._reset)

    def stop(self) -> None:
        """End all connections, and listen no more."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._flows.wait()
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gate = self._gates[writer] = asyncio.Event()
        gate.set()
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                while data:
                    await self._flows.wait()
                    await gate.wait()
                    rate = self.bytes_per_second
                    size = int(rate * SLICE_SECONDS) or CHUNK
                    some, data = data[:size], data[size:]
                    await asyncio.sleep(len(some) / rate if rate else 0)
                    writer.write(some)
                    await writer.drain()
        del self._gates[writer]
        writer.close()

    def _hold(self) -> None:
        for gate in self._gates.values():
            gate.clear()

    def _flow(self) -> None:
        self._flows.set()
        for gate in self._gates.values():
            gate.set()

    def _reset(self) -> None:
        for writer in self._gates:
            if not writer.is_closing():
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
                writer.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        self._flow()
        self.bytes_per_second = 0
        while self._gates:
            self._reset()
            await asyncio.sleep(SLICE_SECONDS)
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

"""The two agents: which Kafka topic's events go to which station."""

from typing import Any

from workers.app import app


@app.agent(app.raw_pages, name="extract")
async def extract(stream: Any) -> None:
    """Raw pages become candidates, rejected pages or dead letters."""
    async for event in stream.events():
        await app.run(app.worker.extract, event)


@app.agent(app.extracted, name="relay")
async def relay(stream: Any) -> None:
    """Candidates visit their claims and become articles or duplicates."""
    async for event in stream.events():
        await app.run(app.worker.relay, event)

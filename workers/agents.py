"""The two agents: which Kafka topic's events go to which station."""

from typing import Any

from workers.app import app


@app.agent(app.raw_pages, name="extract")
async def extract(stream: Any) -> None:
    """Raw pages become candidates, rejected pages or dead letters."""
    await app.run(stream)


@app.agent(app.extracted, name="relay")
async def relay(stream: Any) -> None:
    """Candidates visit their claims and become articles or duplicates."""
    await app.run(stream)

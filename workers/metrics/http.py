"""What Prometheus and supervisors ask over HTTP, of a worker and of the lag service alike."""

from collections.abc import Callable

from aiohttp.web import Application, Request, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST


def add_routes(application: Application, registry: CollectorRegistry, unready: Callable[[], str]) -> None:
    """Serve /metrics, /health/live, and /health/ready, which is 503 with the reason while `unready` gives one."""

    async def metrics(_: Request) -> Response:
        return Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def live(_: Request) -> Response:
        return Response(text="live\n")

    async def ready(_: Request) -> Response:
        reason = unready()
        return Response(text=f"{reason or 'ready'}\n", status=503 if reason else 200)

    application.router.add_get("/metrics", metrics)
    application.router.add_get("/health/live", live)
    application.router.add_get("/health/ready", ready)

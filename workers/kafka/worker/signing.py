"""The first notes beside offsets: of a new group, the version before, or partitions added."""

import logging

from aiokafka.errors import ProducerFenced

from workers.kafka.client.connection import reached
from workers.kafka.client.fencing import fence, former_id, rewind_id, transactional_producer
from workers.kafka.client.findings import Ground
from workers.kafka.client.ground import look
from workers.kafka.client.notes import write_note
from workers.settings import Settings

log = logging.getLogger(__name__)


async def sign_first(settings: Settings, ground: Ground) -> Ground:
    """Sign the offsets that have no note yet and may, all in one transaction. Workers that begin at once do so one after another.

    Returns the ground as it is then. Raises KafkaFailure.
    """
    producer = transactional_producer(settings, rewind_id(settings))
    try:
        await reached(settings, producer)
        await fence(settings, (former_id(settings, place) for place in ground.signed))
        ground = await look(settings)  # what was read before may be another's by now
        if ground.unsigned and not ground.findings:
            notes = {place: (ground.signed[place].offset, write_note(ground.signed[place].note)) for place in ground.unsigned}
            async with producer.transaction():
                await producer.send_offsets_to_transaction(notes, settings.group)
    except ProducerFenced:
        log.info("another worker has begun meanwhile")
    finally:
        await producer.stop()
    return await look(settings)

"""The settings of the commands that speak to Kafka: each declared once, all read here, from NEWSMILL_* variables and nowhere else."""

import difflib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta

from workers.page import RawFormat

PREFIX = "NEWSMILL_"
TESTS_PREFIX = "NEWSMILL_TEST_"
"""Variables that begin so are the test suite's own."""

MASK = "********"
MEBIBYTE = 1024 * 1024
LONGEST_NAME = 249  # characters, as Kafka allows

Count = Annotated[int, Meta(ge=1)]
Days = Annotated[float, Meta(gt=0, le=36500)]
Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(gt=0, le=86400)]
Mebibytes = Annotated[int, Meta(ge=1)]
KafkaName = Annotated[str, Meta(pattern="^[A-Za-z0-9._-]+$")]


class SettingsError(Exception):
    """A NEWSMILL_* variable that is unknown or has a bad value: one line that names it and says what would be right."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. A field `name` is read from NEWSMILL_NAME; its type checks the value, its description is what users read."""

    kafka: Annotated[
        str,
        Meta(
            pattern=r"^([^\s,:]+|\[[^\s,\]]+\]):\d+(,([^\s,:]+|\[[^\s,\]]+\]):\d+)*$",
            description="Kafka's bootstrap servers: host:port, several separated by commas",
        ),
    ] = "localhost:9092"
    group: Annotated[
        KafkaName, Meta(description="The workers' consumer group, Faust application and prefix of transactional ids")
    ] = "newsmill"

    topic_prefix: Annotated[str, Meta(pattern="^[A-Za-z0-9._-]*$", description="Put before each Kafka topic's name")] = ""
    kafka_topic_raw: Annotated[KafkaName, Meta(description="Kafka topic of raw pages")] = "pages.raw"
    kafka_topic_extracted: Annotated[KafkaName, Meta(description="Kafka topic of articles on their way (internal)")] = (
        "pages.extracted"
    )
    kafka_topic_articles: Annotated[KafkaName, Meta(description="Kafka topic of articles")] = "articles"
    kafka_topic_duplicates: Annotated[KafkaName, Meta(description="Kafka topic of duplicates")] = "articles.duplicates"
    kafka_topic_rejected: Annotated[KafkaName, Meta(description="Kafka topic of rejected pages")] = "pages.rejected"
    kafka_topic_dead_letter: Annotated[KafkaName, Meta(description="Kafka topic of dead letters")] = "pages.dead-letter"
    kafka_topic_replayed: Annotated[KafkaName, Meta(description="Kafka topic of which dead letters were replayed (internal)")] = (
        "pages.replayed"
    )
    partitions: Annotated[Count, Meta(description="Partitions of each Kafka topic: as many workers can share the work")] = 12
    replication: Annotated[Count, Meta(description="Replicas of each Kafka topic's partitions")] = 1
    raw_retention_days: Annotated[Days, Meta(description="How long raw pages and articles on their way are kept, in days")] = 7
    retention_days: Annotated[
        Days, Meta(description="How long articles, duplicates, rejected and dead letters are kept, in days")
    ] = 90
    max_message_mb: Annotated[
        Mebibytes,
        Meta(le=64, description="How large a raw page's message may be, in MiB: 32 takes all that newsmill clean reads"),
    ] = 32
    kafka_seconds: Annotated[
        Seconds, Meta(description="How long newsmill feed and audit wait for Kafka to go on, in seconds")
    ] = 60

    raw_format: Annotated[
        RawFormat,
        Meta(
            description="What raw pages are where a message's content-type header does not say: raw-page, scrapy-cluster or warc"
        ),
    ] = RawFormat.RAW_PAGE
    processes: Annotated[int, Meta(ge=0, le=256, description="Processes that a worker extracts with; 0 for one a core")] = 0
    page_seconds: Annotated[Seconds, Meta(description="How long one page may take, in seconds")] = 10
    process_memory_mb: Annotated[int, Meta(ge=256, description="Memory that one of these processes may use, in MiB")] = 1024
    buffer_mb: Annotated[Mebibytes, Meta(description="Pages that a worker holds in memory at a time, in MiB")] = 128
    batch_events: Annotated[Count, Meta(description="Most events of a partition that one transaction commits")] = 256
    batch_seconds: Annotated[
        Seconds, Meta(description="Longest time that a partition's events are gathered for one transaction, in seconds")
    ] = 1
    session_seconds: Annotated[
        float, Meta(ge=6, le=10, description="Silence after which Kafka gives a worker's partitions to others, in seconds")
    ] = 8
    stall_seconds: Annotated[
        float,
        Meta(ge=5, le=86400, description="How long a worker may commit nothing while there is something to do, before it ends"),
    ] = 120
    dead_letter_limit: Annotated[
        Share, Meta(description="Share of dead letters among the latest pages above which a worker pauses; 1 for never")
    ] = 0.5
    dead_letter_window: Annotated[Count, Meta(le=8000, description="How many pages are the latest, to tell that share")] = 1000
    dead_letter_least: Annotated[Count, Meta(description="Of how many pages that share is told at least")] = 100
    window_days: Annotated[Days, Meta(description="How long an article is remembered after it was last seen, in days")] = 30
    data_dir: Annotated[Path, Meta(description="Folder of a worker's claims; each worker has its own")] = Path("newsmill-data")
    web_port: Annotated[
        int, Meta(ge=1, le=65535, description="Port of a worker's metrics; each worker on a host has its own")
    ] = 6066
    lag_port: Annotated[int, Meta(ge=1, le=65535, description="Port of the lag service's metrics")] = 6067
    lag_seconds: Annotated[Seconds, Meta(description="How often newsmill lag asks Kafka, in seconds")] = 10

    def __post_init__(self) -> None:
        """Refuse settings that do not go together."""
        names = [self.topic_prefix + getattr(self, field) for field in self.__struct_fields__ if field.startswith("kafka_topic_")]
        if len(set(names)) < len(names):
            raise ValueError(f"NEWSMILL_KAFKA_TOPIC_*: two Kafka topics have the same name ({', '.join(names)})")
        if len(longest := max(names, key=len)) > LONGEST_NAME:
            raise ValueError(f"NEWSMILL_TOPIC_PREFIX: {longest} has more than {LONGEST_NAME} characters")
        if self.dead_letter_least > self.dead_letter_window:
            raise ValueError(
                f"NEWSMILL_DEAD_LETTER_LEAST: no more than NEWSMILL_DEAD_LETTER_WINDOW, which is {self.dead_letter_window}"
            )
        if self.retention < self.raw_kept_at_most:
            least = self.raw_kept_at_most / timedelta(days=1)
            raise ValueError(
                f"NEWSMILL_RETENTION_DAYS: outputs must outlive their raw pages, or no audit could find them; give at least {least:.2f}"
            )

    @property
    def raw_retention(self) -> timedelta:
        """How long a raw page is kept at least."""
        return timedelta(days=self.raw_retention_days)

    @property
    def raw_segment(self) -> timedelta:
        """The time that one segment of the raw log spans: Kafka deletes whole segments."""
        return min(self.raw_retention, timedelta(days=1))

    @property
    def raw_kept_at_most(self) -> timedelta:
        """How long a raw page can stay readable: until the last page of its segment runs out and Kafka has looked (5 minutes)."""
        return self.raw_retention + self.raw_segment + timedelta(minutes=10)

    @property
    def retention(self) -> timedelta:
        """How long outputs are kept."""
        return timedelta(days=self.retention_days)

    @property
    def kept_at_most(self) -> timedelta:
        """How long an output can stay readable: until its segment, by Kafka's default a week, runs out and Kafka has looked."""
        return self.retention + timedelta(days=7, minutes=10)

    @property
    def window(self) -> timedelta:
        """How long an article is remembered after it was last seen."""
        return timedelta(days=self.window_days)

    @property
    def max_message_bytes(self) -> int:
        """How large a raw page's message may be."""
        return self.max_message_mb * MEBIBYTE

    @property
    def max_outcome_bytes(self) -> int:
        """How large any other message may be: a dead letter holds a raw page of the largest size in base64."""
        return self.max_message_bytes * 4 // 3 + MEBIBYTE


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a setting: the variable it is read from, its type, its default, what it means, whether it is a secret."""

    variable: str
    field: str
    kind: Any
    default: Any
    meaning: str
    secret: bool


def declared(kind: type[msgspec.Struct] = Settings) -> Iterator[Setting]:
    """List the settings that a type declares, in its order."""
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        metas = [item for item in hints[field.name].__metadata__ if isinstance(item, Meta)]
        yield Setting(
            variable=PREFIX + field.name.upper(),
            field=field.name,
            kind=hints[field.name],
            default=field.default,
            meaning=next(meta.description for meta in metas if meta.description),
            secret=any((meta.extra or {}).get("secret") for meta in metas),
        )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; a variable that is empty counts as not set.

    Raises SettingsError for a NEWSMILL_* variable that is unknown or has a bad value.
    """
    settings = {setting.variable: setting for setting in declared()}
    for variable in environ:
        if variable.startswith(PREFIX) and not variable.startswith(TESTS_PREFIX) and variable not in settings:
            near = difflib.get_close_matches(variable.removeprefix(PREFIX), [name.removeprefix(PREFIX) for name in settings], n=1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else "newsmill settings lists all"
            raise SettingsError(f"{variable} is no setting; {hint}")
    values = {setting.field: _read(setting, text) for setting in settings.values() if (text := environ.get(setting.variable))}
    try:
        return Settings(**values)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _read(setting: Setting, text: str) -> Any:
    """Read a value as its type says."""
    try:
        return msgspec.convert(text, setting.kind, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as error:
        value = MASK if setting.secret else repr(text)
        wrong = "not of this form" if "regex" in str(error) else str(error)  # a regular expression tells users nothing
        raise SettingsError(f"{setting.variable}={value}: {wrong}. {setting.meaning}") from error


def describe(settings: msgspec.Struct) -> str:
    """Write all settings, each with its meaning and default, as a file of variables that shells and Docker read. Secrets are masked."""
    return "\n".join(
        f"# {setting.meaning} (default: {_show(setting, setting.default)})\n"
        f"{setting.variable}={_show(setting, getattr(settings, setting.field))}\n"
        for setting in declared(type(settings))
    )


def _show(setting: Setting, value: Any) -> str:
    return MASK if setting.secret and value else str(value)
